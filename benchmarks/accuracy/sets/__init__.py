"""How well the sets of one film are told apart."""
