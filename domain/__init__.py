"""The rules of review: pure, no clock, no ids made here, no input or output."""
