"""What every page stands on: who is there, what was posted, how it looks, what is refused."""
