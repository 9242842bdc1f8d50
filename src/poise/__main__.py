"""`python -m poise` is `poise`."""

from poise.cli.__main__ import main

if __name__ == "__main__":
    main()
