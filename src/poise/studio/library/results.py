"""Exercises and poses for machines: the terminal and the web share them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Self

from poise.analysis.measuring.facing import View
from poise.analysis.measuring.regions import Region
from poise.analysis.repetition import Exercise, FormRule, Group, Kind, Level, Limbs, RangeOfMotion, Severity
from poise.analysis.repetition.joints import joints_of
from poise.catalogue.poses import ReferencePose
from poise.studio.results import Result


class ExerciseRow(Result):
    """An exercise in a list."""

    id: str
    name: str
    kind: Kind
    group: Group
    muscles: tuple[str, ...]
    equipment: tuple[str, ...]
    views: tuple[View, ...]

    @classmethod
    def of(cls, exercise: Exercise) -> Self:
        """Return what a list says of an exercise."""
        return cls(
            id=exercise.identifier,
            name=exercise.name,
            kind=exercise.kind,
            group=exercise.group,
            muscles=exercise.muscles,
            equipment=exercise.equipment,
            views=exercise.views,
        )


class RangeResult(Result):
    """How far a repetition goes, at each level, in the measure's unit."""

    measure: str
    peak: Mapping[Level, float]
    rest: Mapping[Level, float]

    @classmethod
    def of(cls, reach: RangeOfMotion | None) -> Self | None:
        """Return a range of motion, None for none."""
        if reach is None:
            return None
        return cls(measure=reach.measure, peak=dict(reach.peak), rest=dict(reach.rest))


class AtMost(Result):
    """A measure that must not be exceeded, by level, in its unit."""

    measure: str
    at_most: Mapping[Level, float]


class AtLeast(Result):
    """A measure that must be reached, by level, in its unit."""

    measure: str
    at_least: Mapping[Level, float]


class RuleResult(Result):
    """One form rule, what it allows, and where it comes from."""

    name: str
    severity: Severity
    cue: str
    explanation: str
    source: str
    views: tuple[View, ...]
    parts: tuple[Region, ...]
    limits: AtMost | AtLeast

    @classmethod
    def of(cls, rule: FormRule) -> Self:
        """Return a rule."""
        return cls(
            name=rule.name,
            severity=rule.severity,
            cue=rule.cue,
            explanation=rule.explanation,
            source=rule.source,
            views=tuple(sorted(rule.views)),
            parts=rule.parts,
            limits=_limits(rule),
        )


class ExerciseResult(ExerciseRow):
    """How an exercise is done, how far, and what is judged.

    `joints` is what the camera must see of each side of the body, from head to foot.
    """

    summary: str
    limbs: Limbs
    instructions: tuple[str, ...]
    joints: tuple[str, ...]
    range: RangeResult | None
    rules: tuple[RuleResult, ...]
    sources: tuple[str, ...]

    @classmethod
    def of(cls, exercise: Exercise) -> Self:
        """Return everything about an exercise."""
        row = ExerciseRow.of(exercise)
        return cls(
            **dict(row),
            summary=exercise.summary,
            limbs=exercise.limbs,
            instructions=exercise.instructions,
            joints=tuple(joints_of(exercise)),
            range=RangeResult.of(exercise.range_of_motion),
            rules=tuple(map(RuleResult.of, exercise.rules)),
            sources=exercise.sources,
        )


class PoseRow(Result):
    """A pose with its words."""

    id: str
    name: str
    tradition: str
    summary: str
    instructions: tuple[str, ...]
    look_at: str

    @classmethod
    def of(cls, pose: ReferencePose) -> Self:
        """Return what is said of a pose."""
        return cls(
            id=pose.identifier,
            name=pose.name,
            tradition=pose.tradition,
            summary=pose.summary,
            instructions=pose.instructions,
            look_at=pose.look_at,
        )


class PlaceResult(Result):
    """Where a keypoint of a pose is, in metres; None is unknown."""

    name: str
    x_m: float | None
    y_m: float | None
    z_m: float | None


class PoseResult(PoseRow):
    """A pose with its words and its landmarks."""

    landmarks: tuple[PlaceResult, ...]

    @classmethod
    def of(cls, pose: ReferencePose) -> Self:
        """Return everything about a pose."""
        row = PoseRow.of(pose)
        keypoints = zip(pose.pose.skeleton.keypoints, pose.pose.world.tolist(), strict=True)
        landmarks = tuple(
            PlaceResult(name=name, x_m=_rounded(x), y_m=_rounded(y), z_m=_rounded(z))
            for name, (x, y, z) in keypoints
        )
        return cls(**dict(row), landmarks=landmarks)


class PoseMatch(Result):
    """How well a pose of the library fits a picture, 0..100."""

    id: str
    score: float


def _limits(rule: FormRule) -> AtMost | AtLeast:
    if rule.at_most is not None:
        return AtMost(measure=rule.measure, at_most=dict(rule.at_most))
    return AtLeast(measure=rule.measure, at_least=dict(rule.at_least or {}))


def _rounded(value: float) -> float | None:
    return round(value, 4) if math.isfinite(value) else None
