"""What operators do to processes, and whether messages go out."""
