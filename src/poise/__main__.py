"""The command `poise`; `python -m poise` is the same."""

from __future__ import annotations

import sys

from poise.ending import end_if_asked, end_on_sigterm

_CANCELLED = 130  # 128 + SIGINT, as shells report it


def main() -> None:
    """Run the command line; Ctrl-C and SIGTERM end it in one sentence, also while it is still being loaded."""
    try:
        end_on_sigterm()  # a studio that is ready ends in its own way
        from poise.cli.__main__ import main as run

        end_if_asked()
        run()
    except KeyboardInterrupt:
        sys.stderr.write("poise: cancelled; nothing was left behind.\n")
        sys.exit(_CANCELLED)


if __name__ == "__main__":
    main()
