"""Judging again: the recordings of finished sessions played through their activities once more."""
