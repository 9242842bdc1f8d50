"""Poise, a self-hosted movement studio."""

__version__ = "0.1.0"
