"""From the log to the read models: every fact exactly once, in order, in one transaction a page."""
