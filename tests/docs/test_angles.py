"""The page on joint angles keeps up with the table of definitions."""

from __future__ import annotations

from pathlib import Path

import pytest

from poise.pose.angles import JOINT_ANGLES, JointAngle

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "angles.md").read_text()


@pytest.mark.parametrize("angle", JOINT_ANGLES, ids=lambda angle: angle.name)
def test_every_angle_stands_in_the_page_with_its_zero_and_source(angle: JointAngle) -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith("|") and f"`{angle.name}`" in line]
    assert angle.source.split(" (")[0].split(",")[0] in row
    assert any(word in row for word in angle.zero.split(" "))
