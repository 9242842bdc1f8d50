from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.analysis.repetition.figure import squatting

from poise.analysis.measuring.body import Body, Joints
from poise.analysis.measuring.sight import Sight
from poise.pose import BLAZEPOSE_33

WRIST, HIP = BLAZEPOSE_33.indices(("left_wrist", "left_hip"))


def trusts(visibility: Callable[[float], float], seconds: float = 4.0) -> list[float]:
    """How far a wrist is trusted over time, whose hip is always seen, at 20 pictures a second."""
    sight = Sight((WRIST, HIP), Joints(BLAZEPOSE_33))
    found = []
    for index in range(int(seconds * 20)):
        pose = squatting(index / 20, 0.0)
        seen = np.full(33, 0.99)
        seen[WRIST] = visibility(index / 20)
        body = Body(replace(pose, visibility=seen), (WRIST, HIP))
        sight.update(body)
        assert body.trust[HIP] == pytest.approx(0.99)
        found.append(body.trust[WRIST])
    return found


@pytest.mark.parametrize(
    ("why", "visibility", "at_s", "trust"),
    [
        ("always seen", lambda _t: 0.99, 3.0, 0.99),
        ("always hidden is the far side: the model knows it", lambda _t: 0.15, 3.0, 0.15),
        ("hidden for a moment is made up", lambda t: 0.15 if t > 1 else 0.99, 2.0, 0.0),
        ("hidden for good is taken as it is", lambda t: 0.15 if t > 1 else 0.99, 3.0, 0.15),
        ("seen again is trusted at once", lambda t: 0.15 if 1 < t < 2 else 0.99, 2.1, 0.99),
        ("a little less visible is not hidden", lambda t: 0.4 if t > 1 else 0.99, 2.0, 0.4),
    ],
)
def test_points_that_were_seen_and_suddenly_are_not_are_not_believed(
    why: str, visibility: Callable[[float], float], at_s: float, trust: float
) -> None:
    assert trusts(visibility)[round(at_s * 20)] == pytest.approx(trust), why


@pytest.mark.parametrize(
    ("why", "wrist", "trust"),
    [
        ("between shoulder and wrist an elbow hides behind its own arm", 0.9, 0.1),
        ("hidden with the wrist it is made up", 0.1, 0.0),
    ],
)
def test_an_elbow_between_seen_ends_is_held_in_its_place(why: str, wrist: float, trust: float) -> None:
    arm = BLAZEPOSE_33.indices(("left_shoulder", "left_elbow", "left_wrist"))
    sight = Sight(tuple(arm), Joints(BLAZEPOSE_33))
    for index in range(40):
        seen = np.full(33, 0.99)
        if index >= 30:
            seen[arm[1:]] = 0.1, wrist
        body = Body(replace(squatting(index / 20, 0.0), visibility=seen), tuple(arm))
        sight.update(body)
    assert body.trust[arm[1]] == pytest.approx(trust), why
