"""The library: exercises and poses, those of the catalogue and one's own."""
