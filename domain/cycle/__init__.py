"""A review cycle: its launch, its changes in flight and its end."""
