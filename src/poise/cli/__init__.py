"""The terminal: `poise ...`, thin over the studio."""
