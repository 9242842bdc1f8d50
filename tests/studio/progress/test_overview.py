"""What progress says: days in the person's zone, sums, weeks, bests, faults, goals and a suggestion."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.naive import progress as naive
from tests.studio.progress.histories import BERLIN, at, done_set, history, row

from poise.store import Goal, SessionDigest
from poise.studio.progress.bests import find_bests
from poise.studio.progress.faults import find_repeated_faults
from poise.studio.progress.overview import MAX_DAYS, Wish, last_weights, make_overview
from poise.studio.progress.results import ProgressOverview, Weeks
from poise.studio.progress.suggestion import suggest
from poise.studio.progress.weeks import count_weeks

TODAY = "2026-03-31T12:00"


def overview(
    *rows: SessionDigest, goals: tuple[Goal, ...] = (), now: str = TODAY, **wish: Any
) -> ProgressOverview:
    zone = wish.pop("zone", BERLIN)
    return make_overview(history(*rows, zone=zone), goals, Wish(zone, at(now), **wish))


@pytest.mark.parametrize(
    ("local", "zone", "day"),
    [
        ("2026-03-29T00:30", BERLIN, "2026-03-29"),  # the night in which clocks go forward
        ("2026-03-29T03:00", BERLIN, "2026-03-29"),
        ("2026-03-29T23:59", BERLIN, "2026-03-29"),  # 21:59 UTC: an hour less than the day before
        ("2026-03-30T00:00", BERLIN, "2026-03-30"),
        ("2025-10-26T00:00", BERLIN, "2025-10-26"),  # the day of 25 hours
        ("2025-10-26T23:59", BERLIN, "2025-10-26"),
        ("2026-03-29T00:30", "UTC", "2026-03-28"),
        ("2026-03-28T23:30", "Asia/Kathmandu", "2026-03-29"),
        ("2026-03-29T03:00", "America/New_York", "2026-03-28"),
        ("2026-03-29T03:00", "Mars/Olympus", "2026-03-29"),  # unknown: UTC
    ],
)
def test_a_session_belongs_to_the_day_on_which_it_began_where_the_person_is(
    local: str, zone: str, day: str
) -> None:
    (found,) = overview(row(1, local), zone=zone).days
    assert found.day == day


def test_sums_and_means_are_those_of_the_day_and_of_the_week() -> None:
    found = overview(
        row(1, "2026-03-02T10:00", done_set(range_deg=100.0), score=80.0, notes={"weight_kg": 20}),
        row(2, "2026-03-02T18:00", done_set(attempted=5, accurate=5, range_deg=70.0), score=90.0),
        row(3, "2026-03-08T23:30", done_set(range_deg=None), score=None),  # Sunday of the same week
        row(4, "2026-03-09T00:30", done_set(hold_s=30.0), subject="plank", notes={"effort_rpe": 8}),
    )
    assert [one.day for one in found.days] == ["2026-03-02", "2026-03-08", "2026-03-09"]
    monday = found.days[0]
    assert (monday.sessions, monday.sets, monday.attempted, monday.accurate) == (2, 2, 15, 13)
    assert (monday.accuracy, monday.range_deg, monday.score) == (0.867, 90.0, 85.0)
    assert (monday.volume_kg, monday.effort_rpe) == (200.0, None)
    assert [(one.day, one.sessions, one.attempted) for one in found.weeks] == [
        ("2026-03-02", 3, 25),
        ("2026-03-09", 1, 10),
    ]
    assert (found.totals.sessions, found.totals.hold_s, found.totals.effort_rpe) == (4, 30.0, 8.0)
    assert [(one.subject, one.last_day, one.sessions) for one in found.subjects] == [
        ("plank", "2026-03-09", 1),
        ("squat", "2026-03-08", 3),
    ]


def test_the_sums_are_those_of_the_slow_way() -> None:
    rows = []
    for n in range(40):
        done, subject = done_set(accurate=n % 11, range_deg=80.0 + n), ("squat", "lunge", "plank")[n % 3]
        rows.append(
            row(n, f"2026-03-{1 + n % 28:02d}T{n % 24:02d}:15", done, score=50.0 + n, subject=subject)
        )
    rows.sort(key=lambda one: one.started_ms)
    found = overview(*rows)
    assert [
        (one.day, one.sessions, one.accurate, one.range_deg, one.score) for one in found.days
    ] == naive.days(rows, BERLIN)


def test_a_period_holds_both_of_its_days_and_nothing_else() -> None:
    rows = [row(n, f"2026-03-{n:02d}T10:00") for n in range(1, 11)]
    found = overview(*rows, first_day="2026-03-03", last_day="2026-03-05")
    assert [one.day for one in found.days] == ["2026-03-03", "2026-03-04", "2026-03-05"]
    assert found.totals.sessions == 3
    assert found.regularity.trained == 3  # of all time
    assert overview(*rows).first_day == "2026-03-01"


def test_of_years_the_last_one_is_told_day_by_day_and_all_of_them_week_by_week() -> None:
    rows = [row(n, f"{date(2023, 1, 2).replace(year=2023 + n).isoformat()}T10:00") for n in range(4)]
    found = overview(*rows)
    assert [one.day for one in found.days] == ["2026-01-02"]
    assert len(found.weeks) == 4
    assert MAX_DAYS >= 366


def test_nothing_was_done_yet() -> None:
    found = overview(goals=(Goal("", "sessions", 3),))
    assert (found.first_day, found.last_day, found.totals.sessions) == ("2026-03-31", "2026-03-31", 0)
    assert (found.days, found.subjects, found.returning, found.regularity) == ((), (), (), Weeks())
    assert [one.done for one in found.goals] == [0]
    assert overview(subject="squat").suggestion is None


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((), Weeks()),
        (("2026-03-30",), Weeks(trained=1, in_a_row=1, longest=1, this_week=1)),
        (("2026-03-23", "2026-03-30", "2026-03-31"), Weeks(trained=2, in_a_row=2, longest=2, this_week=2)),
        # Nothing yet in the present week: what was begun goes on.
        (("2026-03-18", "2026-03-29"), Weeks(trained=2, in_a_row=2, longest=2, this_week=0)),
        # A gap is only not counted; what was before stays.
        (("2026-01-05", "2026-01-12", "2026-03-30"), Weeks(trained=3, in_a_row=1, longest=2, this_week=1)),
        (("2026-01-05", "2026-01-12"), Weeks(trained=2, in_a_row=0, longest=2, this_week=0)),
        # The turn of a year is a week like any other.
        (("2025-12-22", "2025-12-29", "2026-01-05"), Weeks(trained=3, in_a_row=0, longest=3, this_week=0)),
    ],
)
def test_weeks_with_a_session_are_counted_and_gaps_are_not_spoken_of(
    days: tuple[str, ...], expected: Weeks
) -> None:
    found = history(*(row(n, f"{day}T10:00") for n, day in enumerate(days)))
    assert count_weeks(found, date(2026, 3, 31).toordinal()) == expected


def test_a_best_is_named_where_it_was_reached_for_the_first_time() -> None:
    found = find_bests(
        history(
            row(1, "2026-03-02T10:00", done_set(range_deg=120.0), notes={"weight_kg": 20}),
            row(2, "2026-03-03T10:00", done_set(range_deg=110.0), corrected=10, notes={"weight_kg": 30}),
            row(3, "2026-03-04T10:00", corrected=10, notes={"weight_kg": 30}),
            row(4, "2026-03-05T10:00", done_set(attempted=1, accurate=1, range_deg=170.0), score=100.0),
        )
    )
    assert {one.name: (one.value, one.session) for one in found} == {
        "accurate": (10, "session-002"),
        "weight_kg": (30, "session-002"),
        "volume_kg": (300, "session-002"),
        "range_deg": (120, "session-001"),  # one repetition is no best
        "score": (90, "session-001"),
    }


def with_fault(number: int, count: int, name: str = "too-shallow") -> SessionDigest:
    return row(number, f"2026-03-{number:02d}T10:00", done_set(faults={name: count} if count else {}))


@pytest.mark.parametrize(
    ("counts", "returning", "overcome"),
    [
        ([5, 0, 5, 0, 5], ["too-shallow"], []),
        ([5, 0, 0, 0, 5], [], []),
        ([5, 5, 5, 0, 0, 0, 0, 0], [], ["too-shallow"]),
        ([5, 5, 0, 0, 0, 0, 0], [], []),  # was no habit
        ([5, 5, 5, 0, 0, 0, 0, 5], [], []),  # came back once
        ([5, 5, 5, 0, 0, 0, 0], ["too-shallow"][:0], []),  # the third is among the last five
        ([1, 1, 1, 1, 1], [], []),  # one repetition of ten is no fault of the session
        ([2, 2, 2], ["too-shallow"], []),
        ([5, 5], [], []),
    ],
)
def test_faults_come_back_and_are_overcome(
    counts: list[int], returning: list[str], overcome: list[str]
) -> None:
    found = find_repeated_faults(history(*(with_fault(n, count) for n, count in enumerate(counts, 1))))
    assert ([one.name for one in found[0]], [one.name for one in found[1]]) == (returning, overcome)


def test_faults_are_those_of_their_own_exercise() -> None:
    rows = [with_fault(n, 5) for n in (1, 2)]
    rows += [row(3, "2026-03-03T10:00", done_set(faults={"too-shallow": 5}), subject="lunge")]
    assert find_repeated_faults(history(*rows)) == ((), ())


@pytest.mark.parametrize(
    ("before", "last", "notes", "amount", "reason"),
    [
        ({}, {"accurate": 10}, {}, 11, "more"),
        ({"accurate": 10}, {"accurate": 10, "attempted": 10}, {"effort_rpe": 9.5}, 10, "hard"),
        ({"accurate": 5}, {"accurate": 5}, {}, 9, "fewer"),
        ({"accurate": 10}, {"accurate": 10, "slowing_percent": 45.0}, {}, 10, "tired"),
        ({"accurate": 8}, {"accurate": 8}, {}, 10, "unsteady"),
        (None, {"accurate": 10}, {}, 10, "same"),
        ({"accurate": 30, "attempted": 30}, {"accurate": 30, "attempted": 30}, {}, 33, "more"),
        ({"accurate": 1, "attempted": 2}, {"accurate": 0, "attempted": 1}, {}, 1, "fewer"),  # never none
    ],
)
def test_the_target_of_next_time_follows_accuracy_effort_and_fatigue(
    before: dict[str, Any] | None, last: dict[str, Any], notes: dict[str, Any], amount: int, reason: str
) -> None:
    usual = {"attempted": 10, "accurate": 9}
    rows = [row(2, "2026-03-02T10:00", done_set(**(usual | last)), notes={"weight_kg": 12.5, **notes})]
    if before is not None:
        rows.insert(0, row(1, "2026-03-01T10:00", done_set(**(usual | before))))
    found = suggest(history(*rows))
    assert found is not None
    assert (found.kind, found.amount, found.reason) == ("accurate", amount, reason)
    assert found.weight_kg == 12.5


def test_the_target_is_that_of_one_set() -> None:
    found = suggest(history(row(1, "2026-03-01T10:00", done_set("1"), done_set("2", attempted=8))))
    assert found is not None
    assert found.amount == 9


def test_the_target_of_a_hold_is_in_seconds() -> None:
    rows = [
        row(n, f"2026-03-{n:02d}T10:00", done_set(attempted=0, accurate=0, hold_s=40.0), subject="plank")
        for n in (1, 2)
    ]
    found = suggest(history(*rows))
    assert found is not None
    assert (found.kind, found.amount, found.accuracy) == ("seconds", 44, None)


def test_goals_count_the_present_week_of_the_person() -> None:
    rows = [
        row(1, "2026-03-29T23:30"),  # Sunday
        row(2, "2026-03-30T00:30"),  # Monday in Berlin, Sunday in UTC
        row(3, "2026-03-31T10:00", subject="lunge"),
    ]
    goals = (Goal("", "sessions", 3), Goal("squat", "accurate", 20), Goal("lunge", "sessions", 1))
    assert [one.done for one in overview(*rows, goals=goals).goals] == [2, 8, 1]
    assert [one.done for one in overview(*rows, goals=goals, subject="squat").goals] == [2, 8, 1]
    assert [one.done for one in overview(*rows, goals=goals, zone="UTC").goals] == [1, 0, 1]


def test_the_weight_of_an_exercise_is_the_one_noted_last() -> None:
    rows = [
        row(1, "2026-03-01T10:00", notes={"weight_kg": 30}),
        row(2, "2026-03-02T10:00", notes={"weight_kg": 20}),
        row(3, "2026-03-03T10:00"),
        row(4, "2026-03-03T10:00", subject="lunge"),
    ]
    assert last_weights(history(*rows)) == {"squat": 20.0}
