"""Compared limbs: told apart in colour by everybody, and in shape."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from tests.drawing.eyes import SIMULATIONS, seen_as_lab

from poise.analysis.comparison.score import FAR_OFF_DEG, OFF_DEG
from poise.catalogue.poses import library
from poise.drawing import DEFAULT_STYLE, Canvas, Colour
from poise.drawing.compared import (
    LOOKS,
    Figure,
    Finding,
    draw_compared,
    draw_joint,
    draw_limb,
    draw_reference,
    finding_of,
)
from poise.media.pixels import Pixels
from poise.pose import BLAZEPOSE_33
from poise.pose.limbs import LIMBS, Limb

REPOSITORY = Path(__file__).resolve().parents[2]
LINES = {finding: look.colour for finding, look in LOOKS.items()}
GROUNDS = {"casing and band": DEFAULT_STYLE.casing, "without a picture": DEFAULT_STYLE.ground}


def standing() -> Figure:
    """Return the library's mountain pose, 300 px high in a picture of 400."""
    points = library()["mountain"].figure.world
    low, high = points.min(axis=0), points.max(axis=0)
    scaled = (points - (low + high) / 2) * (300.0 / (high[1] - low[1])) + (200.0, 200.0, 0.0)
    return Figure(scaled, np.ones(33, dtype=np.bool_))


def blank() -> Pixels:
    return np.full((400, 400, 3), DEFAULT_STYLE.ground, np.uint8)


def count(pixels: Pixels, colour: Colour) -> int:
    return int((pixels == colour).all(axis=2).sum())


@pytest.mark.parametrize("sight", SIMULATIONS)
def test_all_colours_of_the_legend_are_told_apart_by(sight: str) -> None:
    seen = {finding: seen_as_lab(colour, SIMULATIONS[sight]) for finding, colour in LINES.items()}
    for one, other in combinations(seen, 2):
        # A difference of about 2.3 is just noticeable; lines of a few pixels need many times that.
        assert np.linalg.norm(seen[one] - seen[other]) > 25, (one, other)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("sight", SIMULATIONS)
def test_all_colours_stand_out_from_what_is_around_them_for(sight: str, ground: str) -> None:
    around = seen_as_lab(GROUNDS[ground], SIMULATIONS[sight])
    for finding, colour in LINES.items():
        assert np.linalg.norm(seen_as_lab(colour, SIMULATIONS[sight]) - around) > 40, finding


def page_colours() -> dict[str, Colour]:
    """Return the colours in which the page draws bodies on pictures."""
    drawing = (REPOSITORY / "frontend" / "src" / "lib" / "pose" / "draw.ts").read_text("utf-8")
    table = drawing.split("DARK_COLOURS")[1].split("}")[0]
    found = re.findall(r'(\w+): "#([0-9a-f]{6})"', table)
    return {name: (int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)) for name, code in found}


def test_the_page_calls_limbs_off_from_the_same_angles_on() -> None:
    scale = (REPOSITORY / "frontend" / "src" / "lib" / "pose" / "score.ts").read_text("utf-8")
    written = re.findall(r"export const (?:FAR_)?OFF_DEG = (\d+);", scale)
    assert [float(angle) for angle in written] == [OFF_DEG, FAR_OFF_DEG]


def test_the_page_draws_compared_limbs_in_the_same_colours() -> None:
    colours = page_colours()
    assert colours["right"] == LINES[Finding.FITS]
    assert colours["off"] == LINES[Finding.OFF]
    assert colours["wrong"] == LINES[Finding.FAR_OFF]
    assert colours["unjudged"] == LINES[Finding.NOT_COMPARED]


@pytest.mark.parametrize("sight", SIMULATIONS)
def test_all_colours_of_the_page_are_told_apart_by(sight: str) -> None:
    colours = page_colours()
    assert len(colours) == 5
    for one, other in combinations(colours.values(), 2):
        difference = seen_as_lab(one, SIMULATIONS[sight]) - seen_as_lab(other, SIMULATIONS[sight])
        assert np.linalg.norm(difference) > 25, (one, other)


@pytest.mark.parametrize(
    ("error_deg", "finding"),
    [
        (None, Finding.NOT_COMPARED),
        (0.0, Finding.FITS),
        (14.9, Finding.FITS),
        (15.0, Finding.OFF),
        (24.9, Finding.OFF),
        (25.0, Finding.FAR_OFF),
        (180.0, Finding.FAR_OFF),
    ],
)
def test_an_error_is_sorted(error_deg: float | None, finding: Finding) -> None:
    assert finding_of(error_deg) is finding


def runs(finding: Finding) -> tuple[int, int]:
    """Return how many strokes a limb of 200 px has, and how wide they are."""
    pixels = blank()
    draw_limb(Canvas(pixels), (100, 200), (300, 200), LOOKS[finding], 10.0)
    is_line = (pixels == LINES[finding]).all(axis=2)
    along = is_line.any(axis=0).astype(int)
    return int((np.diff(along, prepend=0) == 1).sum()), int(is_line.any(axis=1).sum())


def test_a_limb_is_the_wider_and_the_more_broken_the_more_it_is_off() -> None:
    fits, off, far = (runs(finding) for finding in (Finding.FITS, Finding.OFF, Finding.FAR_OFF))
    assert fits[0] == 1
    assert 1 < off[0] < far[0]
    assert fits[1] < off[1] < far[1]
    assert runs(Finding.NOT_COMPARED)[1] < fits[1]


def test_a_reference_is_hollow() -> None:
    pixels = blank()
    draw_limb(Canvas(pixels), (100, 200), (300, 200), LOOKS[Finding.REFERENCE], 10.0)
    column = [tuple(int(value) for value in colour) for colour in pixels[190:211, 200]]
    assert column[10] == DEFAULT_STYLE.casing
    white = column.index(LINES[Finding.REFERENCE])
    assert white < 10
    assert LINES[Finding.REFERENCE] in column[11:]


@pytest.mark.parametrize("limb", LIMBS, ids=lambda limb: limb.name)
def test_each_limb_has_the_colour_of_its_own_error(limb: Limb) -> None:
    errors = {each.name: 40.0 if each.name == limb.name else 3.0 for each in LIMBS}
    pixels = blank()
    figure = standing()
    draw_compared(Canvas(pixels), figure, errors, 6.0)
    ends = {stroke[2]: stroke[:2] for stroke in figure.strokes()}
    rows, columns = np.nonzero((pixels == LINES[Finding.FAR_OFF]).all(axis=2))
    assert len(rows)
    (start, end) = (point[:2] for point in ends[limb.name])
    middle = np.array([columns.mean() + 0.5, rows.mean() + 0.5])
    assert middle == pytest.approx((start + end) / 2, abs=0.35 * float(np.linalg.norm(end - start)) + 2)


def test_limbs_that_were_not_compared_are_grey_and_no_side_has_a_colour_of_its_own() -> None:
    pixels = blank()
    draw_compared(Canvas(pixels), standing(), {}, 6.0, with_head=True)
    assert count(pixels, LINES[Finding.NOT_COMPARED]) > 200
    for colour in (DEFAULT_STYLE.left, DEFAULT_STYLE.right, *(LINES[each] for each in list(Finding)[:3])):
        assert count(pixels, colour) == 0


def test_the_persons_left_is_round_and_the_right_is_square_also_in_a_mirror() -> None:
    """A square has its corners, a disc has not."""
    for is_mirrored, square in ((False, "right_elbow"), (True, "left_elbow")):
        pixels, figure = blank(), standing()
        draw_compared(Canvas(pixels), figure, {}, 10.0, is_mirrored=is_mirrored)
        filled = {}
        for name in ("left_elbow", "right_elbow"):
            x, y = figure.points[BLAZEPOSE_33.index(name), :2]
            corner = pixels[round(float(y)) - 7, round(float(x)) - 7]
            filled[name] = bool((corner == DEFAULT_STYLE.centre).all())
        assert [name for name in filled if filled[name]] == [square]


def test_a_joint_of_either_side_weighs_the_same() -> None:
    areas = []
    for side in ("left", "right"):
        pixels = blank()
        draw_joint(Canvas(pixels), (200, 200), side, 12.0)
        areas.append(count(pixels, DEFAULT_STYLE.centre))
    assert areas[0] == pytest.approx(areas[1], rel=0.1)


@pytest.mark.parametrize("draw", ["compared", "reference"])
def test_what_is_not_seen_is_not_drawn(draw: str) -> None:
    pixels, nobody = blank(), replace(standing(), is_seen=np.zeros(33, dtype=np.bool_))
    if draw == "compared":
        draw_compared(
            Canvas(pixels), nobody, dict.fromkeys((limb.name for limb in LIMBS), 9.0), 6.0, with_head=True
        )
    else:
        draw_reference(Canvas(pixels), nobody, 6.0)
    assert (pixels == DEFAULT_STYLE.ground).all()
    assert nobody.outline().shape == (0, 2)
    assert nobody.head() is None


def test_the_nearer_limb_covers_the_farther_one() -> None:
    """Of two limbs that cross, the one with the smaller depth is whole."""
    figure = standing()
    points = figure.points.copy()
    for name, place in (
        ("left_shoulder", (100, 200, 9)),
        ("left_elbow", (300, 200, 9)),
        ("right_shoulder", (200, 100, -9)),
        ("right_elbow", (200, 300, -9)),
    ):
        points[BLAZEPOSE_33.index(name)] = place
    names = ("left_shoulder", "left_elbow", "right_shoulder", "right_elbow")
    is_seen = np.zeros(33, dtype=np.bool_)
    is_seen[BLAZEPOSE_33.indices(names)] = True
    pixels = blank()
    errors = {"left_upper_arm": 1.0, "right_upper_arm": 40.0}
    draw_compared(Canvas(pixels), Figure(points, is_seen), errors, 10.0)
    assert count(pixels[195:206, 195:206], LINES[Finding.FITS]) == 0
    assert count(pixels[195:206, 195:206], LINES[Finding.FAR_OFF]) > 20
