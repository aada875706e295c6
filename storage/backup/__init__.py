"""Backups of the log and of the keys, each in a file of its own, and the way back from them."""
