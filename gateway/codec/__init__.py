"""Opens payloads for the Temporal UI and its command line, for people who may read them."""
