"""Starts again on an empty Temporal, from the log alone, everything that had not ended."""
