"""The command `poise`; `python -m poise` is the same."""

from __future__ import annotations

import sys

_CANCELLED = 130  # 128 + SIGINT, as shells report it


def main() -> None:
    """Run the command line; Ctrl-C while it is still being loaded ends it in one sentence, too."""
    try:
        from poise.cli.__main__ import main as run
    except KeyboardInterrupt:
        sys.stderr.write("poise: cancelled; nothing was left behind.\n")
        sys.exit(_CANCELLED)
    run()


if __name__ == "__main__":
    main()
