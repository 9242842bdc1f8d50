"""A picture to poses, with a second look where the first found nobody or too few."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace

import numpy as np

from poise.estimation.cut_off import without_made_up_legs
from poise.estimation.estimator import Estimator
from poise.estimation.flip_averaging import FlipAveraged
from poise.estimation.makers import make_body_estimator
from poise.estimation.models import Model
from poise.estimation.tracking import box_px, size_px, without_twins
from poise.media.pixels import Pixels
from poise.pose import Pose

# As many as MediaPipe is asked for when nobody said how many there are.
MOST_PEOPLE = 10
# MediaPipe's detector sees the whole picture at 224 pixels: below about a quarter of the picture's height people
# are missed. Half overlapping tiles bring them above that; the finer grid is used if the coarse ones were in vain.
_GRIDS = ((2, 3), (5,))
# The least height, as a share of what the detector is shown, above which nobody is missed: that quarter with room.
_REACH = 0.3
# A picture longer than this is searched as several of this shape: the detector squeezes what it is shown into a square,
# and in a panorama nobody is left of a quarter of that.
_LONGEST_TILE = 2.0
# Somebody this much larger than everybody else in a picture is meant, by the diagonals of their boxes.
CLEARLY_LARGER = 1.5
# Where nobody said how many there are, a person this large in the picture is its subject, and the rest is
# background that is not searched.
_SUBJECT_SHARE = 0.6
# Tiles smaller than this hold too little to find anybody.
_SMALLEST_TILE_PX = 96
# Somebody found in a tile is looked at again in a crop of their own, with so much room around them.
_ROOM = 0.35
# Below this mean visibility a find in a tile is a coat on a chair.
_LEAST_VISIBILITY = 0.5
# A find of which so much lies in the box of somebody known is a part of that person.
_PART_SHARE = 0.5
# Hips and shoulders must lie within the tile, or what was found is half a person.
_TRUNK = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")


def estimate_picture(
    pixels: Pixels,
    *,
    model: Model = Model.FULL,
    people: int | None = None,
    estimator: Estimator[Pose] | None = None,
    second_look: bool = True,
    careful: bool = False,
    subject_alone: bool = False,
    may_search: Callable[[], bool] = lambda: True,
) -> tuple[Pose, ...]:
    """Find the people in a picture, the largest first.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        RGB, upright.
    model : Model
        Lite, full or heavy.
    people : int, optional
        How many at most; by default everyone.
    estimator : Estimator, optional
        One in picture mode to use instead of making one; it should look for as many people.
    second_look : bool
        Whether to look again at tiles and crops when nobody, or fewer than `people`, were found; without
        `people`, also when all who were found are small in the picture.
    careful : bool
        Four looks instead of one: at the picture (and at the crops of who was found in tiles) as it is and mirrored,
        whose landmarks are averaged, and twice with paper around it, which finds out legs that were made up.
    subject_alone : bool
        Search no further than for people who could be meant as well: whoever is `CLEARLY_LARGER` than anybody that can
        have been missed is the subject. Without effect where `people` is given.
    may_search : callable
        Asked before each tile and each closer look; once it says False, those found by then are returned.

    Raises
    ------
    EstimationError, ModelError, SystemLibraryError
        If the estimator cannot be started or fails. Nobody there is an empty tuple.
    """
    used = (
        make_body_estimator(model, people=people or MOST_PEOPLE)
        if estimator is None
        else nullcontext(estimator)
    )
    with used as looking:
        close = FlipAveraged(looking) if careful else looking
        found = without_twins(close.find(pixels))
        if careful:
            found = list(without_made_up_legs(pixels, found, looking))
        if second_look:
            search = _Search(pixels, looking, close, may_search)
            found = _looked_further(search, found, people, subject_alone=subject_alone)
    return tuple(sorted(found, key=size_px, reverse=True)[: people or MOST_PEOPLE])


@dataclass(frozen=True, eq=False, slots=True)
class _Search:
    """What tiles of a picture are searched with, and what looks closer at who is new there."""

    pixels: Pixels
    estimator: Estimator[Pose]
    close: Estimator[Pose]
    may_search: Callable[[], bool]


def _looked_further(
    search: _Search, found: list[Pose], people: int | None, *, subject_alone: bool
) -> list[Pose]:
    """Search ever smaller tiles until enough people are found, or nobody who matters can have been missed."""
    searched = 1.0
    if _is_long(search.pixels):
        # The first look squeezed it into a square: its parts are looked at as a picture is.
        found = _looked_again(search, found, (1,))
    for grids in _GRIDS:
        if _is_enough(found, people, search.pixels) or (
            subject_alone and people is None and _is_subject(found, search.pixels, searched)
        ):
            break
        found = _looked_again(search, found, grids)
        searched = _tile_share(max(grids))
    return found


def _is_enough(found: Sequence[Pose], people: int | None, pixels: Pixels) -> bool:
    if people is not None:
        return len(found) >= people
    heights = [float(np.ptp(pose.image[:, 1])) for pose in found]
    return bool(max(heights, default=0.0) >= _SUBJECT_SHARE * pixels.shape[0])


def _is_subject(found: Sequence[Pose], pixels: Pixels, searched: float) -> bool:
    """Whether somebody is clearly larger than anybody missed in a search of tiles of this share of the height."""
    largest = max((size_px(pose) for pose in found), default=0.0)
    return bool(largest >= CLEARLY_LARGER * _REACH * searched * pixels.shape[0])


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of a picture, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    def cut(self, pixels: Pixels) -> Pixels:
        return np.ascontiguousarray(pixels[self.top : self.bottom, self.left : self.right])

    def holds(self, pose: Pose) -> bool:
        trunk = pose.image[pose.skeleton.indices(_TRUNK), :2]
        return bool(((trunk >= 0) & (trunk <= (self.right - self.left, self.bottom - self.top))).all())

    def placed(self, pose: Pose, image_size: tuple[int, int]) -> Pose:
        """Return a pose found in this window in the whole picture's pixels."""
        return replace(pose, image=pose.image + np.array([self.left, self.top, 0.0]), image_size=image_size)


def _looked_again(search: _Search, found: Sequence[Pose], grids: tuple[int, ...]) -> list[Pose]:
    """Search tiles with one estimator and look at who is new there with the other."""
    pixels, close = search.pixels, search.close
    windows = (window for window in _tiles(pixels, grids) if search.may_search())
    in_tiles = [pose for window in windows for pose in _look(pixels, window, search.estimator)]
    candidates = without_twins(in_tiles)
    candidates = [pose for pose in candidates if not any(_lies_in(pose, other) for other in found)]
    is_surer = close is not search.estimator
    closer = [
        seen
        for pose in candidates
        if search.may_search() and (seen := _closest_look(pixels, pose, close, is_surer=is_surer)) is not None
    ]
    # What the first look saw stays as it was: its landmarks rest on the whole picture.
    news = [pose for pose in closer if len(without_twins([*found, pose])) > len(found)]
    return [*found, *without_twins(news)]


def _tile_share(grid: int) -> float:
    """Return the share of a side that a tile of this grid spans."""
    return 2 / (grid + 1)


def _tiles(pixels: Pixels, grids: tuple[int, ...]) -> Iterator[_Window]:
    height, width = pixels.shape[:2]
    longest = _LONGEST_TILE * min(height, width)
    for grid in grids:
        share = _tile_share(grid)
        # Half overlapping tiles of twice the step: whoever stands on one tile's edge is whole in the next.
        across, down = int(share * min(width, longest)), int(share * min(height, longest))
        if min(across, down) < _SMALLEST_TILE_PX:
            continue
        for top in _starts(height, down, grid):
            for left in _starts(width, across, grid):
                yield _Window(left, top, left + across, top + down)


def _starts(length: int, tile: int, fewest: int) -> list[int]:
    """Return where tiles begin that cover a side, each overlapping the next by about half."""
    count = max(fewest, math.ceil(2 * (length - tile) / tile - 0.05) + 1)
    return [place * (length - tile) // max(count - 1, 1) for place in range(count)]


def _is_long(pixels: Pixels) -> bool:
    height, width = pixels.shape[:2]
    return bool(max(height, width) > _LONGEST_TILE * min(height, width))


def _look(pixels: Pixels, window: _Window, estimator: Estimator[Pose]) -> list[Pose]:
    height, width = pixels.shape[:2]
    return [
        window.placed(pose, (width, height))
        for pose in estimator.find(window.cut(pixels))
        if window.holds(pose) and np.nan_to_num(pose.visibility).mean() >= _LEAST_VISIBILITY
    ]


def _lies_in(pose: Pose, other: Pose) -> bool:
    """Whether most of a find lies within somebody known: then it is a part of them, such as two legs."""
    low, high = box_px(pose)
    other_low, other_high = box_px(other)
    shared = np.clip(np.minimum(high, other_high) - np.maximum(low, other_low), 0.0, None)
    return bool(np.prod(shared) > _PART_SHARE * np.prod(high - low))


def _closest_look(pixels: Pixels, pose: Pose, estimator: Estimator[Pose], *, is_surer: bool) -> Pose | None:
    """Look at a person in a crop of their own; who is not found there again was never there.

    Returns the better seen of both finds, or the closer one where that is the surer estimator's.
    """
    looks = [
        other for other in _look(pixels, _around(pose), estimator) if len(without_twins([pose, other])) == 1
    ]
    rivals = [] if is_surer else [pose]
    return max([*rivals, *looks], key=_clarity) if looks else None


def _clarity(pose: Pose) -> float:
    return float(np.nan_to_num(pose.visibility).mean())


def _around(pose: Pose) -> _Window:
    width, height = pose.image_size
    low, high = box_px(pose)
    room = _ROOM * float((high - low).max())
    left, top = np.maximum(np.floor(low - room), 0).astype(int)
    right, bottom = np.minimum(np.ceil(high + room), (width, height)).astype(int)
    return _Window(int(left), int(top), max(int(right), int(left) + 1), max(int(bottom), int(top) + 1))
