"""What proves that the log is what was written: the tree over it, and signed heads of that tree."""
