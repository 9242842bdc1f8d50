"""From where the camera looks: the engine and the page's set-up check read one table."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from poise.analysis.measuring.body import Body, Joints
from poise.analysis.measuring.facing import Facing
from poise.pose import BLAZEPOSE_33, Pose

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("facing.json").read_text("utf-8"))
JOINTS = Joints(BLAZEPOSE_33)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['yaw_deg']} degrees")
def test_the_view_by_the_yaw_of_shoulders_and_hips(case: dict[str, Any]) -> None:
    facing = Facing(JOINTS)
    facing.update(_turned(case["yaw_deg"]))
    assert facing.view == case["view"]


def _turned(yaw_deg: float) -> Body:
    world = np.zeros((33, 3))
    yaw = math.radians(yaw_deg)
    for name, half_m in (("shoulder", 0.2), ("hip", 0.12)):
        for side, sign in (("left", 1), ("right", -1)):
            world[JOINTS[f"{side}_{name}"]] = (
                sign * half_m * math.cos(yaw),
                0,
                sign * half_m * math.sin(yaw),
            )
    seen = np.ones(33)
    return Body(Pose(BLAZEPOSE_33, np.full((33, 3), np.nan), world, seen, seen, 0.0, (640, 640)), ())
