"""The delivery ledger: which message went to whom, and why."""
