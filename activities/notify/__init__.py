"""How messages reach people: what they say, and the channels they go through."""
