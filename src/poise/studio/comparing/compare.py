"""Compare: a reference and an attempt in; a score, the limbs that differ, and what to change out."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from poise.analysis.comparison import (
    BodyPart,
    Mirror,
    body_part,
    compare_poses,
    remarks_on,
)
from poise.catalogue.words import words_on
from poise.drawing.opencv import require_opencv
from poise.errors import OutputError, PoiseError, UnsupportedMedia
from poise.estimation.models import Model
from poise.estimation.picture import CLEARLY_LARGER
from poise.estimation.tracking import size_px
from poise.isolation.guard import run_guarded
from poise.media.atomic import atomic_write
from poise.media.destinations import require_destinations
from poise.media.kinds import MediaKind, media_kind
from poise.media.limits import MediaLimits
from poise.pose import Pose
from poise.studio.comparing.compared_pictures import ComparedPictures
from poise.studio.comparing.drawing import drawing_request
from poise.studio.comparing.picture import ComparisonPicture
from poise.studio.comparing.task import draw_comparison
from poise.studio.estimating.estimate import Estimate, estimate
from poise.studio.library.poses import estimate_of_pose, is_pose_name, source_file
from poise.studio.settings import media_limits

# What to do with what holds more than one moment.
_SAVE_THE_MOMENT = (
    "save the moment that is meant with `poise poses add NAME {} --at SECONDS`, and compare pose:NAME."
)


def compare(
    reference: str | Path,
    attempt: str | Path,
    *,
    model: Model | str = Model.FULL,
    reference_person: int | None = None,
    attempt_person: int | None = None,
    mirror: Mirror | str = Mirror.ALLOWED,
    ignore_lean: bool = False,
    without: Collection[BodyPart | str] = (),
    output: str | Path | None = None,
    picture: ComparisonPicture | str = "side-by-side",
    limits: MediaLimits | None = None,
) -> ComparedPictures:
    """Compare an attempt with a reference.

    Parameters
    ----------
    reference, attempt : path
        Pictures, recordings of one picture, or poses of the library as ``"pose:tree"``.
    model : {"lite", "full", "heavy"}
        Faster or more accurate.
    reference_person, attempt_person : int, optional
        Who is meant where several people are in a picture, counted from 1, the largest first.
    mirror : {"allowed", "locked"}
        Whether the attempt may use the other side.
    ignore_lean : bool
        For cameras that were not held level.
    without : collection of str
        What of the person who attempts is missing or held by something and is not judged, such as ``"left-leg"``;
        see `BodyPart`.
    output : path, optional
        Where to draw the comparison (``.png``).
    picture : {"side-by-side", "ghost", "turned"}
        How it is drawn: both pictures, the reference as a ghost in the attempt's picture, or both bodies in space seen
        from the front and from the side. The last two need a verdict.
    limits : MediaLimits, optional
        Bounds on what is read.

    Raises
    ------
    PoiseError
        When a picture cannot be read; the sentence says which of the two is meant.

    Examples
    --------
    >>> import poise
    >>> poise.compare("teacher.jpg", "me.jpg").comparison.score  # doctest: +SKIP
    82.0
    """
    first, second, limits = Path(reference), Path(attempt), limits or media_limits()
    if output is not None:
        _require_drawable(Path(output), first, second)
    model, picture = Model(model), ComparisonPicture(picture)
    one = _estimated(first, "reference", model, reference_person, limits)
    other = _estimated(second, "attempt", model, attempt_person, limits)
    found = judge_pair(
        one,
        other,
        reference_person=reference_person,
        attempt_person=attempt_person,
        mirror=Mirror(mirror),
        ignore_lean=ignore_lean,
        without=[body_part(part) for part in without],
    )
    if output is not None:
        _draw(found, (one, other), Path(output), picture, limits)
    return found


def _require_drawable(output: Path, reference: Path, attempt: Path) -> None:
    """Refuse a drawing that cannot be written, before the seconds that finding two bodies takes."""
    if output.suffix.lower() != ".png":
        raise OutputError(f"{output.name}: the comparison is drawn as .png; name it so.")
    require_destinations(map(source_file, (reference, attempt)), [output])
    require_opencv()


def judge_pair(
    reference: Estimate,
    attempt: Estimate,
    *,
    reference_person: int | None = None,
    attempt_person: int | None = None,
    mirror: Mirror = Mirror.ALLOWED,
    ignore_lean: bool = False,
    without: Collection[BodyPart] = (),
) -> ComparedPictures:
    """Compare two estimates whose poses are known already."""
    first, reason = chosen_person(reference, "reference", reference_person)
    second, reason = (None, reason) if reason else chosen_person(attempt, "attempt", attempt_person)
    if first is None or second is None:
        words = (f"Cannot judge: {reason}.",)
        return ComparedPictures(
            reference.media,
            attempt.media,
            None,
            reason,
            (),
            words,
            reference_people=_everybody(reference),
            attempt_people=_everybody(attempt),
        )
    found = compare_poses(first, second, mirror=mirror, ignore_lean=ignore_lean, without=without)
    return ComparedPictures(
        reference.media,
        attempt.media,
        found,
        found.reason,
        remarks_on(found),
        words_on(found),
        first,
        second,
        _everybody(reference),
        _everybody(attempt),
    )


def _everybody(found: Estimate) -> tuple[Pose, ...]:
    return tuple(person[0] for person in found.people)


def chosen_person(found: Estimate, role: str, wanted: int | None) -> tuple[Pose | None, str | None]:
    """Return who is meant in a picture, or why nobody can be chosen.

    Raises
    ------
    PoiseError
        If `wanted` is more than there are people.
    """
    poses = _everybody(found)
    if not poses:
        return None, f"nobody was found in the {role}"
    if wanted is not None:
        if not 1 <= wanted <= len(poses):
            there = f"{len(poses)} {'person was' if len(poses) == 1 else 'people were'} found"
            raise PoiseError(f"The {role}: there is no person {wanted}; {there}.")
        return poses[wanted - 1], None
    sizes = [size_px(pose) for pose in poses]
    if len(poses) > 1 and sizes[0] < CLEARLY_LARGER * sizes[1]:
        return None, (
            f"there are {len(poses)} people in the {role}; say which one is meant with "
            f"--{role}-person 1 to {len(poses)}, the largest first"
        )
    return poses[0], None


def estimated_moment(
    path: Path, model: Model | str, wanted: int | None = None, limits: MediaLimits | None = None
) -> Estimate:
    """Estimate one side of a comparison: a picture, a pose of the library, or a recording of one moment.

    Parameters
    ----------
    path : Path
        The file, or ``pose:NAME``.
    model : Model
        Lite, full or heavy.
    wanted : int, optional
        Which person was asked for; then everybody is searched for, not only who could be meant as well.
    limits : MediaLimits, optional
        Bounds on what is read.

    Raises
    ------
    PoiseError
        If it cannot be read, or holds more than one moment.
    """
    if is_pose_name(path):
        return estimate_of_pose(path)
    if media_kind(path) is MediaKind.VIDEO:
        raise UnsupportedMedia(f"{path.name} is a video; {_SAVE_THE_MOMENT.format(path.name)}")
    found = estimate(path, model=model, careful=True, subject_alone=wanted is None, limits=limits)
    if len(found.times_s) > 1:
        raise UnsupportedMedia(
            f"{path.name} holds {len(found.times_s)} moments, not one; {_SAVE_THE_MOMENT.format(path.name)}"
        )
    return found


def _estimated(path: Path, role: str, model: Model, wanted: int | None, limits: MediaLimits) -> Estimate:
    try:
        return estimated_moment(path, model, wanted, limits)
    except PoiseError as error:
        # The same kind of error, saying which of the two pictures is meant.
        raise type(error)(f"The {role}: {error}") from error


def _draw(
    found: ComparedPictures,
    both: tuple[Estimate, Estimate],
    output: Path,
    picture: ComparisonPicture,
    limits: MediaLimits,
) -> None:
    if picture is not ComparisonPicture.SIDE_BY_SIDE and (
        found.comparison is None or found.comparison.fit is None
    ):
        raise OutputError(f"{output.name} is not drawn: {found.reason or 'the poses cannot be compared'}.")
    request = drawing_request(found, both, picture)
    with atomic_write(output) as file:
        run_guarded(draw_comparison, request, limits=limits, outputs={"picture": file})
