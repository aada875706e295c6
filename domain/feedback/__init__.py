"""Feedback at any time of the year: what it is, who may give it, and who reads it."""
