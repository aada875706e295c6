"""What is counted and measured: one catalogue, shown on the status port of every process."""
