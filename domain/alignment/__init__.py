"""Alignment: what the organisation wants, cut smaller until it is the goals of people."""
