"""What a comparison found: score, limbs, remarks, and the bodies to draw."""

from __future__ import annotations

from typing import Literal, Self

import numpy as np

from poise.analysis.comparison import Hidden, LimbComparison, Remark
from poise.catalogue.words import sentence
from poise.pose import Pose
from poise.studio.comparing.compared_pictures import ComparedPictures
from poise.studio.comparing.skeletons import aligned, ghost, shown_reference
from poise.studio.json_numbers import numbers
from poise.studio.results import Result, SessionDetails

# The model's world: x as it is, y down, z away from who looks; the overlay's is y up, z forward.
_TO_MODEL = np.array([1.0, -1.0, -1.0])


class LimbResult(Result):
    """How one limb of the attempt differs.

    Parameters
    ----------
    error_deg : float or None
        The angle between both directions; None where it was not compared.
    direction : str or None
        Where its far end has to go.
    hidden : Hidden or None
        Why it was not seen.
    sure : bool
        Whether the angle was seen; an error that only depth tells counts less and is neither said nor coloured.
    """

    name: str
    error_deg: float | None
    compared: bool
    sure: bool = True
    direction: str | None = None
    hidden: Hidden | None

    @classmethod
    def of(cls, limb: LimbComparison) -> Self:
        """Return what was found about a limb."""
        return cls(
            name=limb.name,
            error_deg=limb.error_deg if limb.is_compared else None,
            compared=limb.is_compared,
            sure=limb.is_sure,
            direction=limb.direction,
            hidden=limb.hidden,
        )


class RemarkResult(Result):
    """One thing to change, in parts and as a sentence; see `poise.analysis.comparison.Remark`."""

    limb: str
    action: str
    joints: tuple[str, ...]
    amount_deg: float
    text: str

    @classmethod
    def of(cls, remark: Remark) -> Self:
        """Return what is to be changed."""
        return cls(
            limb=remark.limb,
            action=remark.action,
            joints=remark.joints,
            amount_deg=remark.amount_deg,
            text=sentence(remark),
        )


class ComparisonResult(Result):
    """A comparison; score, uncertainty and distance are None where it cannot be judged."""

    verdict: Literal["compared", "cannot judge", "choose person"]
    reason: str | None
    score: float | None = None
    uncertainty: float | None = None
    distance_deg: float | None = None
    mirrored: bool = False
    limbs: tuple[LimbResult, ...] = ()
    remarks: tuple[RemarkResult, ...] = ()
    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, pictures: ComparedPictures) -> Self:
        """Return what was found."""
        found = pictures.comparison
        if found is None:
            return cls(verdict="cannot judge", reason=pictures.reason, words=pictures.words)
        return cls(
            verdict="compared" if found.is_judged else "cannot judge",
            reason=pictures.reason,
            score=found.score,
            uncertainty=found.uncertainty,
            distance_deg=found.distance_deg,
            mirrored=bool(found.mirrored),
            limbs=tuple(map(LimbResult.of, found.limbs)),
            remarks=tuple(map(RemarkResult.of, pictures.remarks)),
            words=pictures.words,
        )


class Files(Result):
    """The files, or poses of the library, that were compared."""

    reference: str
    attempt: str


# The fields of the last base come first.
class ComparedFiles(ComparisonResult, Files):
    """A comparison of two files, as `poise compare --json` prints it."""

    @classmethod
    def of_files(cls, pictures: ComparedPictures) -> Self:
        """Return what was found, with the files' names."""
        found = ComparisonResult.of(pictures)
        return cls(
            reference=str(pictures.reference),
            attempt=str(pictures.attempt),
            **dict(found),
        )


class BodyResult(Result):
    """A body as flat lists: x, y in pixels; x, y, z in metres as the model gives them; None is unknown."""

    image: tuple[float | None, ...]
    world: tuple[float | None, ...]
    visibility: tuple[float | None, ...]
    image_size: tuple[int, int]

    @classmethod
    def of(cls, pose: Pose | None) -> Self | None:
        """Return a body, None for nobody."""
        if pose is None:
            return None
        return cls(
            image=tuple(numbers(pose.image[:, :2], 1)),
            world=tuple(numbers(pose.world, 3)),
            visibility=tuple(numbers(pose.visibility, 2)),
            image_size=pose.image_size,
        )


class AlignedResult(Result):
    """Both bodies in one space, as flat lists of x, y, z in metres."""

    reference_world: tuple[float | None, ...]
    attempt_world: tuple[float | None, ...]

    @classmethod
    def of(cls, pictures: ComparedPictures) -> Self | None:
        """Return both bodies as they were compared, None where they were not."""
        pair = aligned(pictures)
        if pair is None:
            return None
        return cls(
            reference_world=tuple(numbers(pair.reference * _TO_MODEL, 3)),
            attempt_world=tuple(numbers(pair.attempt * _TO_MODEL, 3)),
        )


class SkeletonsResult(Result):
    """The bodies of a comparison.

    A reference of the library, of which nobody took a picture, is shown from where the attempt was seen, and with the
    attempt's sides. `ghost` is the reference as it would stand in the attempt's picture. `aligned` holds both in one
    space, the attempt turned, sized and if need be mirrored as it was compared; its points keep the names that they
    have for the person.
    """

    reference: BodyResult | None
    attempt: BodyResult | None
    ghost: BodyResult | None
    aligned: AlignedResult | None

    @classmethod
    def of(cls, pictures: ComparedPictures) -> Self:
        """Return the bodies that were compared."""
        return cls(
            reference=BodyResult.of(shown_reference(pictures)),
            attempt=BodyResult.of(pictures.attempt_pose),
            ghost=BodyResult.of(ghost(pictures)),
            aligned=AlignedResult.of(pictures),
        )


class ComparisonDetails(SessionDetails):
    """A comparison as the history keeps it; `pictures` are the names of those that were kept."""

    kind: Literal["comparison"] = "comparison"
    result: ComparisonResult
    skeletons: SkeletonsResult
    pictures: tuple[str, ...] = ()

    @classmethod
    def of(cls, pictures: ComparedPictures, kept: tuple[str, ...] = ()) -> Self:
        """Return everything that was found."""
        return cls(
            result=ComparisonResult.of(pictures), skeletons=SkeletonsResult.of(pictures), pictures=kept
        )
