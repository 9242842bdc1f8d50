"""How well an exercise is recognised."""
