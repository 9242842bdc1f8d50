"""Comparing: two bodies, a score, and what to change."""
