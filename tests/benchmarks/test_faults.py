"""The measurement of faults, on every case once: nothing is selected, so it guards the totals that are written down."""

from __future__ import annotations

from benchmarks.accuracy.faults.__main__ import measure
from benchmarks.accuracy.faults.cases import cases, unjudged_faults


def test_most_faults_are_found_and_none_is_invented_where_no_case_is_selected() -> None:
    tally = measure([7], yaws_of_view=1)
    assert len(tally.wanted) == len(list(cases())) > 180
    assert tally.found_share >= 0.88, "docs/coaching.md says how many, and which are missed"
    assert tally.invented_share <= 0.02


def test_what_the_catalogue_has_no_rule_for_is_named() -> None:
    assert unjudged_faults() == [
        "forward-lunge: short_step",
        "reverse-lunge: short_step",
        "deadlift: back_rounded",
        "romanian-deadlift: back_rounded",
    ]
