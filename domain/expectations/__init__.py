"""What a role asks for: to do, to have and to be."""
