"""Exporting: kept sessions as files for other programs and for the page."""
