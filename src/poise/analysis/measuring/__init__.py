"""Measures of a body at one instant, and what all judgements ask first: from where it is seen, and whether at all."""
