"""The command `poise`; `python -m poise` is the same."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

_CANCELLED = 130  # 128 + SIGINT, as shells report it
_TERMINATED = 143  # 128 + SIGTERM


def main() -> None:
    """Run the command line; Ctrl-C and SIGTERM end it in one sentence, also while it is still being loaded."""
    try:
        signal.signal(signal.SIGTERM, _terminate)  # a studio that is ready ends in its own way
        from poise.cli.__main__ import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("poise: cancelled; nothing was left behind.\n")
        sys.exit(_CANCELLED)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a second one would break off the tidying
    if "--ends-with-stdin" not in sys.argv:  # a worker that a server ends: the server speaks for both
        # A stream may be in use in this moment.
        os.write(2, b"poise: ended by a signal; nothing was left behind.\n")
    sys.exit(_TERMINATED)


if __name__ == "__main__":
    main()
