"""Measure teaching by showing: ``python -m benchmarks.accuracy.learning [FOLDER] [--synthetic] [--told]``.

FOLDER has the layout of the reference data's ``exercise`` folder; every clip teaches, and what it taught is counted on
itself, on every other clip of the same exercise, and on all clips of other exercises. ``--synthetic`` lets the tests'
synthetic person teach every exercise of the catalogue from each of its views and do it again otherwise. ``--told``
says to the learner how many repetitions are shown.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.accuracy.learning.clips import cross_table
from benchmarks.accuracy.learning.synthetic import synthetic_table, views_table


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for."""
    folders = [Path(argument) for argument in arguments if not argument.startswith("-")]
    is_told = "--told" in arguments
    if not folders and "--synthetic" not in arguments:
        print(__doc__)
        return 2
    for folder in folders:
        cross_table(folder, is_told=is_told)
    if "--synthetic" in arguments:
        views_table(is_told=is_told)
        synthetic_table(is_told=is_told)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
