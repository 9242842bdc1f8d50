"""Measure every rule and range limit: ``python -m benchmarks.accuracy.rules FOLDER ... [--half odd|even]``.

FOLDER is as for ``benchmarks.accuracy.repetitions.strangers``. Printed are, for each rule and view, with 95 % intervals
(Wilson): false alarms on films whose form is right by eye, of the repetitions in which it could judge, and how often it
was silent; ``--each`` by exercise, too. ``--unlabelled`` counts the films whose form nobody judged instead.
``--sides`` prints by how much both sides differ where they do the same, from which the margins of
`poise.analysis.repetition.margins` come. Hits on faults made on purpose: ``python -m benchmarks.accuracy.faults``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.accuracy.repetitions.films import Film, read_films, take_half
from benchmarks.accuracy.repetitions.strangers import wilson
from benchmarks.accuracy.rules.alarms import Alarms, alarms_of
from benchmarks.accuracy.rules.sides import differences, lines

_GOAL = 0.03  # a rule with more false alarms in a view does more harm than good there


def table(alarms: Alarms) -> Iterator[str]:
    """Return a line for each rule and view in which it was asked."""
    for key, asked in sorted(alarms.asked.items(), key=lambda item: (item[0][1], item[0])):
        judged, raised = alarms.judged[key], alarms.raised[key]
        name = " ".join(key).removeprefix("all ")
        if not judged:
            yield f"  {name:<44} silent in all {asked}"
            continue
        low, high = wilson(raised, judged)
        mark = "  <" if raised > _GOAL * judged else ""
        yield f"  {name:<44}{raised:>4} of {judged:>4} [{low:.2f} {high:.2f}], silent in {asked - judged}{mark}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables of all folders together."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--half", choices=("odd", "even"))
    parser.add_argument("--each", action="store_true", help="each exercise by itself")
    parser.add_argument("--unlabelled", action="store_true", help="films whose form nobody judged")
    parser.add_argument("--sides", action="store_true", help="by how much both sides differ")
    options = parser.parse_args(arguments)
    films: list[Film] = [film for folder in options.folders for film in read_films(folder)]
    films = take_half(films, options.half) if options.half else films
    if options.sides:
        print(*lines(differences(films)), sep="\n")
        return 0
    alarms = alarms_of(films, is_right_form=not options.unlabelled)
    print("raised on films of unknown form" if options.unlabelled else "false alarms on films of right form")
    print(*table(alarms if options.each else alarms.by_rule()), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
