"""What is made of swings that lack a sign of the exercise that the person chose."""

from __future__ import annotations

import pytest

from poise.analysis.measuring.bound import Bound
from poise.analysis.repetition.counter import Outcome, Swing
from poise.analysis.repetition.evidence import Contradiction, Evidence, are_alike, distance
from poise.analysis.repetition.record import Repetition, Tempo
from poise.analysis.repetition.swing_classifier import Resemblance

NOTHING = Contradiction()
A_LITTLE = Contradiction(("trunk_lean",), 0.45)
COUNTED = Contradiction(("knee_flexion",), float("inf"))
FAR = Contradiction(("trunk_lean",), 2.0)
TWO = Contradiction(("trunk_lean", "step_length"), 0.2)
LOOKS_LIKE_IT = Contradiction(("trunk_lean", "step_length"), 2.0, Resemblance(-2.6, -2.6))
LOOKS_ALMOST_LIKE_IT = Contradiction(("trunk_lean", "step_length"), 2.0, Resemblance(-1.0, -2.6))
LOOKS_LIKE_A_VARIANT = Contradiction(("trunk_lean",), 2.0, Resemblance(-2.0, 1.0))
COUNTED_YET_ALIKE = Contradiction(("knee_flexion",), float("inf"), Resemblance(-5.0, -5.0))
HARDLY = Contradiction((), 0.0, Resemblance(3.5, 3.5))
LACKS_IT = Contradiction(("trunk_lean",), 10.0, Resemblance(-1.2, -1.0))
LACKS_IT_AND_LOOKS_DOUBTFUL = Contradiction(("trunk_lean",), 2.0, Resemblance(-0.4, -0.4))
LACKS_IT_AND_LOOKS_GOOD = Contradiction(("trunk_lean",), 2.0, Resemblance(-2.0, -1.5))
LACKS_ANOTHER = Contradiction(("step_length",), 2.0, Resemblance(-1.2, -1.0))
LACKS_BOTH = Contradiction(("trunk_lean", "step_length"), 2.0, Resemblance(-1.2, -1.0))
LACKS_WHAT_COUNTS = Contradiction(("knee_flexion",), float("inf"), Resemblance(-5.0, -5.0))
LACKS_A_RISE = Contradiction(("hip_rise",), 2.0, Resemblance(-2.0, -2.0))
LACKS_IT_AS_A_VARIANT_DOES = Contradiction(("trunk_lean",), 2.0, Resemblance(-2.0, 0.0))
OTHER = Contradiction((), 0.0, Resemblance(5.0, 5.0))
A_VARIANT = Contradiction((), 0.0, Resemblance(0.0, 4.5))


def swing(start_s: float, *, range_: float = 1.0, lasts_s: float = 2.0) -> Swing:
    return Swing(start_s, start_s + lasts_s / 2, start_s + lasts_s, 0.0, range_, 0.0, Outcome.COMPLETE)


def repetition(of: Swing) -> Repetition:
    return Repetition(
        0,
        of.start_s,
        of.peak_s,
        of.end_s,
        "both",
        True,
        100.0,
        (),
        {},
        Tempo(1.0, 0.0, 1.0),
        1.0,
        None,
        {},
        0.0,
    )


def counted(*taken: tuple[float, Contradiction]) -> list[list[float]]:
    """Return the starts of what is counted after each swing that is taken."""
    evidence = Evidence()
    return [
        [one.swing.start_s for one in evidence.take(swing(start_s), against, repetition(swing(start_s)))]
        for start_s, against in taken
    ]


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([(0, NOTHING), (3, NOTHING)], [[0], [3]]),
        ([(0, NOTHING), (3, A_LITTLE)], [[0], [3]]),
        ([(0, A_LITTLE), (3, A_LITTLE), (6, NOTHING)], [[], [], [0, 3, 6]]),
        ([(0, A_LITTLE), (3, A_LITTLE), (6, A_LITTLE), (9, A_LITTLE)], [[], [], [], []]),
        ([(0, NOTHING), (3, FAR), (6, TWO)], [[0], [], []]),
        ([(0, NOTHING), (3, COUNTED)], [[0], []]),
        (
            [(0, A_LITTLE), (3, A_LITTLE), (6, A_LITTLE), (9, A_LITTLE), (12, NOTHING)],
            [[], [], [], [], [3, 6, 9, 12]],
        ),
        ([(0, A_LITTLE), (20, NOTHING)], [[], [20]]),
        ([(0, A_LITTLE), (0.1, NOTHING)], [[], [0.1]]),
    ],
    ids=[
        "who has every sign is counted at once",
        "one that lacks a sign is counted beside one that has them all",
        "those before are counted as soon as one has them all",
        "however many lack it, without one that has it they are another exercise",
        "a sign missed by far, or two of them, are another exercise",
        "the measure that is counted is never out of bounds by mistake",
        "no more than three are counted afterwards",
        "what was long ago has nothing to do with it",
        "the other limb of the same movement is no second repetition",
    ],
)
def test_swings_that_are_alike_vouch_for_one_another(
    taken: list[tuple[float, Contradiction]], expected: list[list[float]]
) -> None:
    assert counted(*taken) == expected


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([(0, LOOKS_LIKE_IT)], [[0]]),
        ([(0, LOOKS_ALMOST_LIKE_IT), (3, NOTHING)], [[], [0, 3]]),
        ([(0, LOOKS_LIKE_A_VARIANT), (3, NOTHING)], [[], [3]]),
        ([(0, NOTHING), (3, COUNTED_YET_ALIKE)], [[0], []]),
        ([(0, HARDLY), (3, HARDLY), (6, NOTHING)], [[], [], [0, 3, 6]]),
        ([(0, NOTHING), (3, OTHER)], [[0], []]),
        ([(0, A_VARIANT), (3, A_VARIANT)], [[], []]),
        ([(0, A_VARIANT), (3, NOTHING)], [[], [0, 3]]),
    ],
    ids=[
        "whose whole body looks much like the exercise may lack signs",
        "whose body looks like it may lack signs beside one that has them all",
        "what looks more like a variant of it may not",
        "the measure that is counted is never out of bounds, whatever it looks like",
        "with every sign, but perhaps something else: others must vouch for it",
        "with every sign, but clearly something else: not counted",
        "with every sign, but clearly a variant: not counted ...",
        "... unless others vouch for it",
    ],
)
def test_the_whole_body_is_heard_beside_the_signs(
    taken: list[tuple[float, Contradiction]], expected: list[list[float]]
) -> None:
    assert counted(*taken) == expected


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([(0, LACKS_IT), (3, LACKS_IT), (6, LACKS_IT)], [[], [0, 3], [6]]),
        ([(0, LACKS_IT_AND_LOOKS_DOUBTFUL), (3, LACKS_IT_AND_LOOKS_GOOD)], [[], [0, 3]]),
        ([(0, LACKS_IT_AND_LOOKS_DOUBTFUL), (3, LACKS_IT_AND_LOOKS_DOUBTFUL)], [[], []]),
        ([(0, NOTHING), (3, LACKS_IT), (6, LACKS_IT)], [[0], [3], [6]]),
        ([(0, LACKS_IT), (3, LACKS_ANOTHER)], [[], []]),
        ([(0, LACKS_BOTH), (3, LACKS_BOTH)], [[], []]),
        ([(0, LACKS_IT), (20, LACKS_IT)], [[], []]),
        ([(0, LACKS_IT), (0.1, LACKS_IT)], [[], []]),
        ([(0, FAR), (3, FAR), (6, FAR)], [[], [], []]),
        ([(0, LACKS_WHAT_COUNTS), (3, LACKS_WHAT_COUNTS)], [[], []]),
        ([(0, LACKS_IT_AS_A_VARIANT_DOES), (3, LACKS_IT_AS_A_VARIANT_DOES)], [[], []]),
        ([(0, LACKS_A_RISE), (3, LACKS_A_RISE)], [[], []]),
    ],
    ids=[
        "two that lack the same sign and look like it are counted, also the first",
        "what both look like in the mean decides",
        "if that is doubtful, they are another exercise",
        "one that has every sign agrees, too",
        "one that lacks another sign does not",
        "two signs at once are not misread",
        "what was long ago does not agree",
        "the other limb of the same movement does not agree",
        "where nobody knows what it looks like, signs decide",
        "the measure that is counted is never out of bounds, however many agree",
        "what looks more like a variant is the variant",
        "what rises in the picture is not misread all through a set",
    ],
)
def test_swings_that_agree_speak_against_the_sign_that_they_lack(
    taken: list[tuple[float, Contradiction]], expected: list[list[float]]
) -> None:
    assert counted(*taken) == expected


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (swing(3.0), True),
        (swing(3.0, range_=0.6), False),
        (swing(3.0, lasts_s=3.5), False),
        (swing(9.0), False),
    ],
    ids=["the same again", "much smaller", "much slower", "much later"],
)
def test_swings_are_alike_in_range_time_and_place(other: Swing, alike: bool) -> None:
    assert are_alike(swing(0.0), other) is alike


def test_a_sign_that_was_not_seen_is_not_missed() -> None:
    bound = Bound("trunk_lean", 0.0, 30.0)
    assert [distance(bound, value) for value in (float("nan"), 20.0, 45.0)] == [0.0, 0.0, 0.5]
