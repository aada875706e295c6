"""What is kept of a person and for how long, what keeps it, and what ends it."""
