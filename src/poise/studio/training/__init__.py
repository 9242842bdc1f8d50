"""Training: the sets of a programme one after the other, hands free."""
