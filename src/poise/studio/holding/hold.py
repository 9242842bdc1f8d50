"""Hold: a film of somebody in a pose in; the seconds held, the scores and what was off out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from poise.analysis.comparison import BodyPart, Mirror, body_part
from poise.analysis.repetition import Level
from poise.catalogue.poses import library
from poise.errors import UnsupportedMedia
from poise.estimation.look import DEFAULT_LOOK, Look
from poise.estimation.models import Model
from poise.isolation.task import OnProgress
from poise.media.kinds import MediaKind, media_kind
from poise.media.limits import MediaLimits
from poise.studio.activity.activity import ActivityEvent
from poise.studio.coaching.film_output import require_film, write_captioned_film
from poise.studio.estimating.estimate import Estimate, estimate
from poise.studio.holding.activity import HoldPoseActivity
from poise.studio.holding.captions import caption_hold
from poise.studio.holding.plan import HoldPosePlan
from poise.studio.holding.results import HoldPoseDetails
from poise.studio.library.poses import find_pose
from poise.studio.library.reference_landmarks import ReferenceLandmarks
from poise.studio.live.playback import observations, play
from poise.studio.settings import media_limits


@dataclass(frozen=True)
class HeldPose:
    """A pose that somebody held before a camera.

    Parameters
    ----------
    plan : HoldPosePlan
        What was asked for.
    details : HoldPoseDetails
        What came out.
    events : tuple of ActivityEvent
        Everything that was said, in the order of time, as a live session says it.
    estimate : Estimate
        The poses it rests on.
    """

    plan: HoldPosePlan
    details: HoldPoseDetails
    events: tuple[ActivityEvent, ...]
    estimate: Estimate


class HeldFile(HoldPoseDetails):
    """What came out of a file, with its name."""

    media: str

    @classmethod
    def of_file(cls, held: HeldPose) -> Self:
        """Return the result of a file."""
        return cls(media=str(held.estimate.media), **dict(held.details))


def hold(
    media: str | Path,
    pose: str,
    *,
    seconds: float = 30.0,
    level: Level | str = Level.STANDARD,
    mirror: Mirror | str = Mirror.ALLOWED,
    without: Collection[BodyPart | str] = (),
    overlay: str | Path | None = None,
    model: Model | str = Model.FULL,
    look: Look | str = DEFAULT_LOOK,
    segments: int | None = None,
    limits: MediaLimits | None = None,
    on_progress: OnProgress | None = None,
) -> HeldPose:
    """Time how long somebody holds a pose in a film, and say what was off.

    The poses are played through the activity of a live session, one by one with their own times.

    Parameters
    ----------
    media : path
        A video, a recording or a reference track.
    pose : str
        An identifier of the library such as ``"tree"``, or of one's own pose.
    seconds : float
        How long it is to be held at a stretch.
    level : {"beginner", "standard", "strict"}
        How near the pose has to be.
    mirror : {"allowed", "locked"}
        Whether the other side may be used.
    without : collection of str
        What of the person is missing or held and is not judged; see `BodyPart`.
    overlay : path, optional
        Where to write the film with what is said (``.mp4``); for videos only.
    model, look, segments, limits, on_progress
        As in `poise.estimate`.

    Raises
    ------
    PoiseError
        With one sentence, when there is no such pose or the medium cannot be read.
    """
    path = Path(media)
    plan = hold_plan(pose, seconds=seconds, level=level, mirror=mirror, without=without)
    kind = media_kind(path)
    if kind is MediaKind.PICTURE:
        raise UnsupportedMedia(f"{path.name} is a picture; a pose is held in videos and recordings.")
    film = None if overlay is None else Path(overlay)
    if film is not None:
        require_film(path, kind, film)
    found = estimate(path, model=model, look=look, segments=segments, limits=limits, on_progress=on_progress)
    person = found.people[0] if found.people else None
    played = play(HoldPoseActivity(plan), observations(person))
    details = played.outcome.details
    if not isinstance(details, HoldPoseDetails):
        raise TypeError("a pose that is held leads to its own details")
    if film is not None:
        write_captioned_film(found, caption_hold(person, plan), film, limits or media_limits(), on_progress)
    return HeldPose(plan, details, played.events, found)


def hold_plan(
    pose: str,
    *,
    seconds: float = 30.0,
    level: Level | str = Level.STANDARD,
    mirror: Mirror | str = Mirror.ALLOWED,
    without: Collection[BodyPart | str] = (),
) -> HoldPosePlan:
    """Return the plan to hold a pose; one's own pose goes with its landmarks. Parameters are those of `hold`.

    Raises
    ------
    PoiseError
        If there is no such pose or part of the body.
    """
    found = find_pose(pose)
    return HoldPosePlan(
        pose=pose,
        seconds=seconds,
        level=Level(level),
        mirror=Mirror(mirror),
        without=tuple(body_part(part) for part in without),
        reference=None if pose in library() else ReferenceLandmarks.of(found.pose),
    )
