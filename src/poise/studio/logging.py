"""How servers and workers log: a line of JSON for each event, on stderr."""

from __future__ import annotations

import logging

_FORMAT = '{"at": "%(asctime)s", "level": "%(levelname)s", "log": "%(name)s", "text": "%(message)s"}'


def configure_logging() -> None:
    """Log warnings and worse."""
    logging.basicConfig(level=logging.WARNING, format=_FORMAT)
