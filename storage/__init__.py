"""The only room that speaks SQL: the log, the keys, the vault, and what is read from them."""
