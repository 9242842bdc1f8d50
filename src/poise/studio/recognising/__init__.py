"""Recognising: which exercise somebody does."""
