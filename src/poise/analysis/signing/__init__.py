"""Hand shapes: letters, digits and signs."""
