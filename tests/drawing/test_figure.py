from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from poise.catalogue.poses import ReferencePose, exercise_figures, library
from poise.drawing.figure import figure_svg, figure_text, projected

TREE = library()["tree"].figure
STANDING, SQUATTING = (figure.world for figure in exercise_figures()["squat"])


@pytest.mark.parametrize("name", library())
@pytest.mark.parametrize("plain", [False, True])
def test_a_figure_fills_its_sheet_and_no_more(name: str, plain: bool) -> None:
    lines = figure_text(library()[name].figure.world, 40.0, columns=24, rows=12, plain=plain)
    assert [len(line) for line in lines] == [24] * 12
    assert lines[-1].strip(), "it stands on the last line"
    assert {character for line in lines for character in line} - {" "}
    assert all(character in " #" for line in lines for character in line) == plain


def test_two_figures_side_by_side_are_drawn_to_one_scale() -> None:
    def height(lines: list[str]) -> int:
        return sum(bool(line.strip()) for line in lines)

    standing = figure_text(STANDING, 75.0, columns=28, rows=14, beside=SQUATTING)
    squatting = figure_text(SQUATTING, 75.0, columns=28, rows=14, beside=STANDING)
    assert height(squatting) < 0.8 * height(standing)


def test_a_standing_person_is_as_high_as_it_is_on_the_ground() -> None:
    flat = projected(TREE.world, 0.0)
    turned = projected(TREE.world, 75.0)
    np.testing.assert_allclose(flat[:, 1], turned[:, 1])
    assert np.ptp(flat[:, 0]) > np.ptp(turned[:, 0])


def test_the_drawing_is_well_formed_and_its_title_cannot_break_out() -> None:
    svg = figure_svg(TREE.world, 0.0, title="<script>Tree & me</script>")
    root = ElementTree.fromstring(svg)
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "<script>Tree & me</script>"
    numbers = [float(circle.get("cx", "nan")) for circle in root.iter("{http://www.w3.org/2000/svg}circle")]
    assert len(numbers) == 1
    assert 0 < numbers[0] < 100


@pytest.mark.parametrize("pose", library().values(), ids=lambda pose: pose.identifier)
def test_the_whole_head_is_in_the_picture(pose: ReferencePose) -> None:
    drawn = figure_svg(pose.figure.world, pose.figure.seen_from_deg)
    found = re.search(r'<circle cx="([\d.-]+)" cy="([\d.-]+)" r="([\d.]+)"', drawn)
    assert found is not None
    x, y, radius = map(float, found.groups())
    assert min(x, y) - radius >= 0
    assert max(x, y) + radius <= 100
