"""Checkpoints over the log: made, kept, held against the log, and proofs that stand on them."""
