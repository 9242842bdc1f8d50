"""Progress: what each session and each part of one adds to the sums of a day and subject."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poise.store.records import Progress
from poise.store.sums import Summand, split_parts, sum_progress

DAY = "2026-01-02"
SQUAT = {"squat/sessions": 1.0, "squat/attempted": 20.0, "squat/score": 80.0, "squat/scored": 1.0}
PUSH_UP = {"push-up/sessions": 1.0, "push-up/attempted": 10.0}
TRAINING = Summand(DAY, "full-body", 90.0, {"attempted": 30.0, "steps_done": 5.0, **SQUAT, **PUSH_UP})


def test_parts_count_under_their_subjects_and_are_not_summed_twice() -> None:
    squats = Summand(DAY, "squat", 100.0, {"attempted": 5.0})
    assert split_parts(sum_progress([TRAINING, TRAINING, squats])) == (
        Progress(DAY, "full-body", 2, 180.0, 2, {"steps_done": 10.0}),
        Progress(DAY, "push-up", 2, 0.0, 0, {"attempted": 20.0}),
        Progress(DAY, "squat", 3, 260.0, 3, {"attempted": 45.0}),
    )


@pytest.mark.parametrize(("subject", "attempted"), [("squat", 20.0), ("push-up", 10.0)])
def test_the_sums_of_one_subject_hold_its_parts_alone(subject: str, attempted: float) -> None:
    sums = sum_progress([TRAINING, Summand(DAY, "plank", None, {"hold_s": 1.0})])
    (found,) = split_parts(sums, subject)
    assert (found.subject, found.measures) == (subject, {"attempted": attempted})


@pytest.mark.parametrize("name", ["/attempted", "squat/", "/"])
def test_a_sign_without_subject_or_name_makes_no_part(name: str) -> None:
    (found,) = split_parts(sum_progress([Summand(DAY, "squat", None, {name: 1.0})]))
    assert found.measures == {name: 1.0}


NAMES = st.sampled_from(
    ["attempted", "hold_s", "squat/attempted", "squat/hold_s", "squat/score", "plank/hold_s"]
)
SUMS = st.builds(
    Progress,
    day=st.sampled_from(["2026-01-01", DAY]),
    subject=st.sampled_from(["squat", "core"]),
    sessions=st.integers(1, 3),
    score_sum=st.integers(0, 100).map(float),
    scored=st.integers(0, 3),
    measures=st.dictionaries(NAMES, st.integers(0, 50).map(float)),
)


@given(st.lists(SUMS, max_size=8))
def test_all_sums_are_those_of_each_subject_in_order_of_days(sums: list[Progress]) -> None:
    found = split_parts(sums)
    keys = [(one.day, one.subject) for one in found]
    assert keys == sorted(set(keys))
    alone = [one for subject in ("core", "plank", "squat") for one in split_parts(sums, subject)]
    assert sorted(alone, key=lambda one: (one.day, one.subject)) == list(found)


@given(st.lists(SUMS.filter(lambda one: not any("/" in name for name in one.measures)), max_size=4))
def test_sums_without_parts_stay_as_they_are(sums: list[Progress]) -> None:
    once = {(one.day, one.subject): one for one in sums}.values()
    assert split_parts(once) == tuple(sorted(once, key=lambda one: (one.day, one.subject)))
