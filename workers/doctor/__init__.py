"""What a process stands on: looked at when asked, at its start, and while it runs."""
