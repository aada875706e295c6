"""What pages and commands ask of the read models, each question a query with a name."""
