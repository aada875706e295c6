"""The reward round: who is proposed for what, and the proof that it is what was signed."""
