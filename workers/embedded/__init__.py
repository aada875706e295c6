"""The real servers as children of one command: PostgreSQL, Temporal and a mail catcher."""
