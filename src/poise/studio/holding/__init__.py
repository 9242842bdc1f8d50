"""One pose, held: live, from a film and from a recording."""
