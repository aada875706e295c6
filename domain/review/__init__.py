"""One person's review: what can be asked of it, what happened, and what follows."""
