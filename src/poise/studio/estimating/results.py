"""What estimating found: one medium, and who was seen in it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, Self

from poise.media.kinds import MediaKind
from poise.pose import PoseSequence
from poise.studio.estimating.estimate import Estimate
from poise.studio.results import Result


class LandmarkResult(Result):
    """One landmark: pixels of the picture, metres of the body, likelihoods; None is unknown."""

    x_px: float | None
    y_px: float | None
    z_px: float | None
    x_m: float | None
    y_m: float | None
    z_m: float | None
    visibility: float | None
    presence: float | None
    inside_picture: bool


class PersonInPicture(Result):
    """Somebody in a picture, by landmark; `person` is 1 for the largest."""

    person: int
    landmarks: Mapping[str, LandmarkResult]

    @classmethod
    def of(cls, number: int, person: PoseSequence) -> Self:
        """Return somebody's landmarks."""
        pose = person[0]
        inside = pose.is_inside()
        return cls(
            person=number,
            landmarks={
                name: LandmarkResult(
                    x_px=_rounded(pose.image[index, 0]),
                    y_px=_rounded(pose.image[index, 1]),
                    z_px=_rounded(pose.image[index, 2]),
                    x_m=_rounded(pose.world[index, 0]),
                    y_m=_rounded(pose.world[index, 1]),
                    z_m=_rounded(pose.world[index, 2]),
                    visibility=_rounded(pose.visibility[index]),
                    presence=_rounded(pose.presence[index]),
                    inside_picture=bool(inside[index]),
                )
                for index, name in enumerate(pose.skeleton.keypoints)
            },
        )


class PersonInVideo(Result):
    """Somebody in a video: in how many frames, from when to when, and how visible on average."""

    person: int
    frames: int
    first_s: float | None
    last_s: float | None
    visibility: float | None

    @classmethod
    def of(cls, number: int, person: PoseSequence) -> Self:
        """Return when somebody was seen."""
        seen = person.is_seen
        times_s = person.times_s[seen]
        is_there = len(times_s) > 0
        return cls(
            person=number,
            frames=len(times_s),
            first_s=_rounded(times_s[0]) if is_there else None,
            last_s=_rounded(times_s[-1]) if is_there else None,
            visibility=_rounded(person.visibility[seen].mean()) if is_there else None,
        )


class EstimateResult(Result):
    """The poses found in one medium, as `poise estimate --json` prints it; see `poise.Estimate`."""

    media: str
    kind: Literal["picture", "video", "recording", "track"]
    frames: int
    frames_looked_at: int
    frames_with_people: int
    duration_s: float
    image_size: tuple[int, int]
    model: str
    damaged_packets: int
    mistimed_frames: int
    people: tuple[PersonInPicture, ...] | tuple[PersonInVideo, ...]
    notices: tuple[str, ...]

    @classmethod
    def of(cls, found: Estimate) -> Self:
        """Return what was found."""
        return cls(
            media=str(found.media),
            kind=found.kind.value,
            frames=found.frames,
            frames_looked_at=found.frames_looked_at,
            frames_with_people=found.frames_with_people,
            duration_s=round(found.duration_s, 6),
            image_size=found.image_size,
            model=found.model,
            damaged_packets=found.damaged_packets,
            mistimed_frames=found.mistimed_frames,
            people=_people(found),
            notices=found.notices,
        )


def _people(found: Estimate) -> tuple[PersonInPicture, ...] | tuple[PersonInVideo, ...]:
    if found.kind is MediaKind.PICTURE:
        return tuple(PersonInPicture.of(number, one) for number, one in enumerate(found.people, 1))
    return tuple(PersonInVideo.of(number, one) for number, one in enumerate(found.people, 1))


def _rounded(value: float) -> float | None:
    return round(float(value), 4) if math.isfinite(value) else None
