"""Frames of a browser that cannot find a person, looked at by the studio one after the other."""
