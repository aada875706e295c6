"""Several organisations in one installation: who is in it, what is whose, all of them at work."""
