"""Ways are said in the room's up and down and the body's other directions."""

import numpy as np
import pytest

from poise.analysis.comparison.directions import SpokenAxes

LEFT, UP, TOWARDS = (1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.0, 0.0, -1.0)  # of who faces the camera
RIGHT, DOWN, AWAY = (-1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)

# Left, up and forward of the body, by how it lies.
STANDING = (LEFT, UP, TOWARDS)
ON_THE_BACK = (AWAY, LEFT, UP)
ON_THE_FRONT = (TOWARDS, LEFT, DOWN)
ON_THE_RIGHT_SIDE = (UP, LEFT, TOWARDS)


@pytest.mark.parametrize(
    ("body", "move", "side", "word"),
    [
        (STANDING, UP, "left", "up"),
        (STANDING, DOWN, "right", "down"),
        (STANDING, TOWARDS, "left", "forward"),
        (STANDING, AWAY, "left", "back"),
        (STANDING, LEFT, "left", "out"),
        (STANDING, LEFT, "right", "in"),
        (ON_THE_BACK, UP, "left", "up"),
        (ON_THE_BACK, LEFT, "left", "head"),
        (ON_THE_BACK, RIGHT, "left", "feet"),
        (ON_THE_BACK, AWAY, "left", "out"),
        (ON_THE_FRONT, UP, "left", "up"),
        (ON_THE_FRONT, LEFT, "right", "head"),
        (ON_THE_FRONT, AWAY, "left", "in"),
        (ON_THE_RIGHT_SIDE, TOWARDS, "left", "forward"),
        (ON_THE_RIGHT_SIDE, UP, "right", "up"),
        (ON_THE_RIGHT_SIDE, RIGHT, "left", "feet"),
    ],
)
def test_a_way_along_an_axis_has_one_word(
    body: tuple[tuple[float, float, float], ...], move: tuple[float, float, float], side: str, word: str
) -> None:
    assert SpokenAxes.of(np.array(body)).word(np.array(move), side) == word


@pytest.mark.parametrize("lean_deg", [0.0, 20.0, 40.0])
def test_up_stays_up_for_somebody_who_leans(lean_deg: float) -> None:
    angle = np.radians(lean_deg)
    body = np.array([LEFT, (0.0, -np.cos(angle), -np.sin(angle)), (0.0, np.sin(angle), -np.cos(angle))])
    axes = SpokenAxes.of(body)
    assert axes.word(np.array(UP), "left") == "up"
    assert axes.word(np.array(TOWARDS), "left") == "forward"


@pytest.mark.parametrize(
    ("move", "word"),
    [
        ((1.0, -1.0, 0.0), "up"),
        ((1.0, 0.0, -1.0), None),
        ((1.0, 0.0, -0.5), "out"),
        ((0.0, 0.0, 0.0), None),
        ((np.nan, 0.0, 0.0), None),
    ],
    ids=["half up is up", "between out and forward", "mostly out", "nowhere", "unknown"],
)
def test_a_way_between_two_is_up_or_down_or_has_no_word(
    move: tuple[float, float, float], word: str | None
) -> None:
    assert SpokenAxes.of(np.array(STANDING)).word(np.array(move), "left") == word


def test_in_a_mirror_out_stays_out_for_the_persons_own_side() -> None:
    """Who is shown as in a mirror has the own right arm where the picture has the left one."""
    mirrored = SpokenAxes.of(np.array(STANDING)).mirrored()
    assert mirrored.word(np.array(LEFT), "right") == "out"
    assert mirrored.word(np.array(TOWARDS), "right") == "forward"
