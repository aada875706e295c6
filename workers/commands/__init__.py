"""The commands of `perennial`, one module for each thing that HR or ops does."""
