"""Whose data it is: what keeps it, what erases it, and the copy that is handed to them."""
