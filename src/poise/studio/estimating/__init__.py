"""Estimating: poses found in pictures and videos, or read from recordings."""
