"""One person in the database: what is held of them, and how it is taken out."""
