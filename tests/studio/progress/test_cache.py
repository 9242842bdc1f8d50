"""Decoded histories: kept while nothing changed, and never longer."""

from __future__ import annotations

from dataclasses import replace

from tests.studio.progress.histories import BERLIN, done_set, row

from poise.studio.progress.cache import HistoryCache


def test_a_history_is_decoded_again_after_any_change() -> None:
    cache, rows = HistoryCache(), [row(1, "2026-03-02T10:00"), row(2, "2026-03-03T10:00")]
    first = cache.read("ada", rows, BERLIN)
    assert cache.read("ada", list(rows), BERLIN) is first
    changed = (
        [*rows, row(3, "2026-03-04T10:00")],
        rows[:1],
        [rows[0], replace(rows[1], corrected=10)],
        [rows[0], row(2, "2026-03-03T10:00", done_set(accurate=3))],
    )
    sums = [float(cache.read("ada", some, BERLIN)["accurate"].sum()) for some in changed]
    assert sums == [24, 8, 18, 11]


def test_histories_are_those_of_their_person_and_zone() -> None:
    cache, rows = HistoryCache(), [row(1, "2026-03-02T00:30")]
    assert len(cache.read("bob", [], BERLIN)) == 0
    assert cache.read("ada", rows, BERLIN).days[0] == cache.read("ada", rows, "UTC").days[0] + 1


def test_the_histories_of_many_people_are_not_kept_for_good() -> None:
    cache, rows = HistoryCache(), [row(1, "2026-03-02T10:00")]
    first = cache.read("person 0", rows, BERLIN)
    for number in range(1, 40):
        cache.read(f"person {number}", rows, BERLIN)
    assert cache.read("person 0", rows, BERLIN) is not first
