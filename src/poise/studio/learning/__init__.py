"""Learning: an exercise from a demonstration."""
