"""Compares Temporal, the log and the read models, and names every difference."""
