"""A drawn comparison, from what the child process is asked."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from poise.catalogue.poses import library
from poise.drawing import DEFAULT_STYLE, Colour
from poise.drawing.compared import LOOKS, Finding
from poise.isolation.task import Context
from poise.media.kinds import MediaKind
from poise.media.pixels import Pixels
from poise.pose import BLAZEPOSE_33, Pose, PoseSequence
from poise.pose.geometry import rotation_about
from poise.studio.comparing.compare import judge_pair
from poise.studio.comparing.drawing import drawing_request
from poise.studio.comparing.picture import ComparisonPicture
from poise.studio.comparing.task import draw_comparison
from poise.studio.estimating.estimate import Estimate
from poise.studio.library.poses import estimate_of_pose

MOUNTAIN, TREE = library()["mountain"].pose, library()["tree"].pose
PHOTOGRAPH = (255, 0, 255)
_VERDICTS = (Finding.FITS, Finding.OFF, Finding.FAR_OFF, Finding.NOT_COMPARED)


def pictured(pose: Pose, size: tuple[int, int], height_px: float, foot: tuple[float, float]) -> Pose:
    """Return a pose as it would stand in a picture, its lowest point at `foot`."""
    image = pose.world * height_px / np.ptp(pose.world[:, 1])
    image += (foot[0] - image[:, 0].mean(), foot[1] - image[:, 1].max(), 0.0)
    return replace(pose, image=image, image_size=size, visibility=np.ones(33))


def found(*poses: Pose, size: tuple[int, int], medium: Path | None = None) -> Estimate:
    people = tuple(PoseSequence.from_poses([pose]) for pose in poses)
    kind = MediaKind.RECORDING if medium is None else MediaKind.PICTURE
    return Estimate(medium or Path("a.poise"), kind, "full", people, np.zeros(1), size, 0.0)


def drawn(
    reference: Estimate, attempt: Estimate, way: ComparisonPicture = ComparisonPicture.SIDE_BY_SIDE
) -> Pixels:
    both = (reference, attempt)
    request = drawing_request(judge_pair(*both), both, way)
    file = io.BytesIO()
    draw_comparison(request, Context(outputs={"picture": file}))
    with Image.open(file) as picture:
        return np.array(picture.convert("RGB"))


def photograph(folder: Path, size: tuple[int, int], name: str = "a.png") -> Path:
    """Write a picture of plain magenta: nothing that is drawn has that colour."""
    Image.new("RGB", size, PHOTOGRAPH).save(folder / name)
    return folder / name


def of_library(name: str) -> Estimate:
    return estimate_of_pose(Path(f"pose:{name}"))


def count(pixels: Pixels, colour: Colour) -> int:
    return int((pixels == colour).all(axis=2).sum())


def halves(pixels: Pixels) -> tuple[Pixels, Pixels]:
    """Return both pictures without their titles and what stands below."""
    columns = np.nonzero((pixels[60] != DEFAULT_STYLE.casing).any(axis=1))[0]
    height = int((pixels[44:, columns[0]] == DEFAULT_STYLE.casing).all(axis=1).argmax())
    both = pixels[44 : 44 + height, columns[0] : columns[-1] + 1]
    width = (both.shape[1] - 12) // 2
    return both[:, :width], both[:, width + 12 :]


def heights_px(pixels: Pixels) -> tuple[int, int]:
    """Return how high the drawn bodies are on the left and on the right, by their joints."""
    spans = []
    for part in halves(pixels):
        rows = np.nonzero((part == DEFAULT_STYLE.centre).all(axis=2).sum(axis=1) > 5)[0]
        spans.append(int(np.ptp(rows)))
    return spans[0], spans[1]


@pytest.mark.parametrize("way", ComparisonPicture)
@pytest.mark.parametrize("name", ["mountain", "plank", "boat", "warrior-iii"])
def test_any_pose_is_drawn_in_every_way_without_a_picture(way: ComparisonPicture, name: str) -> None:
    other = library()[name].pose
    pixels = drawn(found(TREE, size=TREE.image_size), found(other, size=other.image_size), way)
    assert count(pixels[44:700], DEFAULT_STYLE.centre) > 500  # joints
    fits, off = (count(pixels[44:700], LOOKS[each].colour) for each in (Finding.FITS, Finding.FAR_OFF))
    assert fits > 500
    assert off > 500


@pytest.mark.parametrize("way", ComparisonPicture)
def test_a_body_that_was_never_in_a_picture_is_drawn_from_space(way: ComparisonPicture) -> None:
    bare = replace(TREE, image=np.full((33, 3), np.nan), image_size=(0, 0))
    pixels = drawn(found(bare, size=(0, 0)), found(bare, size=(0, 0)), way)
    assert count(pixels[44:700], LOOKS[Finding.FITS].colour) > 2000


def test_a_small_person_in_a_wide_picture_is_drawn_as_large_as_one_who_fills_a_high_one(
    tmp_path: Path,
) -> None:
    near = pictured(MOUNTAIN, (600, 1000), 800, (300, 950))
    far = pictured(MOUNTAIN, (1920, 1080), 150, (1500, 1000))
    high = found(near, size=(600, 1000), medium=photograph(tmp_path, (600, 1000), "high.png"))
    wide = found(far, size=(1920, 1080), medium=photograph(tmp_path, (1920, 1080), "wide.png"))
    one, other = heights_px(drawn(high, wide))
    assert one == pytest.approx(other, rel=0.03)
    assert one > 400


def test_a_recording_is_as_large_as_the_picture_that_it_is_compared_with(tmp_path: Path) -> None:
    near = pictured(MOUNTAIN, (600, 1000), 800, (300, 950))
    high = found(near, size=(600, 1000), medium=photograph(tmp_path, (600, 1000)))
    far = pictured(MOUNTAIN, (1920, 1080), 100, (200, 300))
    one, other = heights_px(drawn(high, found(far, size=(1920, 1080))))
    assert one == pytest.approx(other, rel=0.03)


@pytest.mark.parametrize("yaw_deg", [-90.0, 60.0])
@pytest.mark.parametrize("is_mirrored", [False, True])
def test_a_pose_of_the_library_is_shown_from_where_the_attempt_was_seen(
    yaw_deg: float, is_mirrored: bool
) -> None:
    """Then the same pose, done right, is the same drawing on both sides."""
    tree = TREE.mirrored() if is_mirrored else TREE
    turned = replace(tree, world=tree.world @ rotation_about(np.array([0.0, 1.0, 0.0]), np.array(yaw_deg)).T)
    attempt = found(pictured(turned, (1000, 1000), 600, (700, 900)), size=(1000, 1000))
    left, right = (
        (part == LOOKS[Finding.FITS].colour).all(axis=2)
        for part in halves(drawn(of_library("tree"), attempt))
    )
    assert left.sum() > 2000
    # Rounding to whole pixels moves edges a little.
    assert (left & right).sum() > 0.75 * right.sum()


def test_nothing_but_the_body_is_drawn_over_a_picture(tmp_path: Path) -> None:
    person = pictured(MOUNTAIN, (1000, 1200), 800, (500, 1100))
    both = found(person, size=(1000, 1200), medium=photograph(tmp_path, (1000, 1200)))
    pixels = drawn(both, both)
    is_photograph = (pixels == PHOTOGRAPH).all(axis=2)
    rows, columns = np.nonzero(is_photograph)
    assert is_photograph[:, columns.min()].sum() == np.ptp(rows) + 1  # at its edge the picture is untouched
    assert is_photograph[rows.min()].sum() == is_photograph[rows.max()].sum()
    assert rows.max() < pixels.shape[0] - 100  # what is said and explained stands below


def test_a_limb_that_was_not_compared_is_grey_in_both(tmp_path: Path) -> None:
    hidden = np.ones(33)
    hidden[[BLAZEPOSE_33.index("left_elbow"), BLAZEPOSE_33.index("left_wrist")]] = 0.15
    seen = pictured(MOUNTAIN, (1000, 1200), 800, (500, 1100))
    half = replace(seen, visibility=hidden)
    whole, part = (found(pose, size=(1000, 1200)) for pose in (seen, half))
    grey = LOOKS[Finding.NOT_COMPARED].colour
    for usual, less in zip(halves(drawn(whole, whole)), halves(drawn(part, whole)), strict=True):
        assert count(less, grey) > count(usual, grey) + 100
        assert count(less, LOOKS[Finding.FITS].colour) < count(usual, LOOKS[Finding.FITS].colour)


def test_in_a_mirror_the_same_limb_has_the_same_colour_in_both() -> None:
    """The tree's left arm is down: what is wrong is on the right of the one picture, on the left of its mirror."""
    places = BLAZEPOSE_33.indices(f"left_{name}" for name in ("elbow", "wrist", "pinky", "index", "thumb"))
    lowered = TREE.world.copy()
    lowered[places] = MOUNTAIN.world[places]
    reference = pictured(TREE, (1000, 1000), 800, (500, 900))
    attempt = pictured(replace(TREE, world=lowered).mirrored(), (1000, 1000), 800, (500, 900))
    pixels = drawn(found(reference, size=(1000, 1000)), found(attempt, size=(1000, 1000)))
    across = []
    for part in halves(pixels):
        columns = np.nonzero((part == LOOKS[Finding.FAR_OFF].colour).all(axis=2))[1]
        across.append(float(columns.mean()) / part.shape[1])
    # The person's left is on the right in a picture from the front; the attempt did it with the right.
    assert across[0] > 0.55
    assert across[1] < 0.45


def test_several_people_to_choose_from_are_numbered_in_the_whole_picture(tmp_path: Path) -> None:
    size = (1600, 900)
    people = [pictured(MOUNTAIN, size, height, (x, 850)) for height, x in ((700, 400), (690, 1200))]
    both = found(*people, size=size, medium=photograph(tmp_path, size))
    one = found(people[0], size=size, medium=photograph(tmp_path, size))
    pixels = drawn(one, both)
    assert count(pixels, (243, 241, 234)) > 300
    assert count(pixels, PHOTOGRAPH) > 2 * 1600 * 900 * 0.2  # each is 900 px wide
    # Nobody was compared: no limb has a colour that means something elsewhere.
    for colour in (
        DEFAULT_STYLE.left,
        DEFAULT_STYLE.right,
        *(LOOKS[finding].colour for finding in _VERDICTS),
    ):
        assert count(pixels, colour) == 0


def test_a_picture_of_nobody_is_shown_whole(tmp_path: Path) -> None:
    size = (1200, 700)
    nobody = found(size=size, medium=photograph(tmp_path, size))
    pixels = drawn(nobody, nobody)
    assert count(pixels, PHOTOGRAPH) > 2 * 700 * 400
    assert count(pixels, LOOKS[Finding.NOT_COMPARED].colour) == 0
