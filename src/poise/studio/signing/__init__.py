"""Signing: what the hands of a recording spell, and whether they show a word."""
