"""SIGTERM ends a command in one sentence, also while it is being loaded, and also when the exception gets lost.

The handler raises `SystemExit` wherever the main thread happens to be. That may be a place which drops exceptions: the
start of a compiled library, a finaliser. So the wish is remembered as well, and asked for where a long command begins.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

TERMINATED = 143  # 128 + SIGTERM, as shells report it

_asked: list[SystemExit] = []  # the exceptions raised so far


def end_on_sigterm() -> None:
    """End in one sentence at a SIGTERM; further ones do not break off the tidying that the first began."""
    signal.signal(signal.SIGTERM, _end)


def end_if_asked() -> None:
    """Raise `SystemExit` if there was a SIGTERM whose exception was lost on its way."""
    if _asked:
        raise _asked[-1]


def end() -> NoReturn:
    """Say once, on standard error, that a signal ended this process, and raise `SystemExit`."""
    if not _asked and "--ends-with-stdin" not in sys.argv:  # the server of such a worker speaks for both
        # A stream may be in use in this moment.
        os.write(2, b"poise: ended by a signal; nothing was left behind.\n")
    _asked.append(SystemExit(TERMINATED))
    raise _asked[-1]


def _end(_number: int, _frame: FrameType | None) -> None:
    if not _is_ending():
        end()


def _is_ending() -> bool:
    """Return whether what runs in this moment tidies up because of an exception of ours."""
    handled = sys.exception()
    while handled is not None:
        if handled in _asked:
            return True
        handled = handled.__context__
    return False
