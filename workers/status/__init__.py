"""What a process says of itself to those who keep it running: alive, ready, and in numbers."""
