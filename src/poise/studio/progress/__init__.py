"""What became of all sessions of a person."""
