"""What an exercise file may say: the rim at which a trainer's words are checked."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from poise.analysis.measuring.bound import Bound
from poise.analysis.measuring.facing import View
from poise.analysis.measuring.measures import MEASURES
from poise.analysis.measuring.regions import Region, regions_of
from poise.analysis.repetition import (
    Confirmation,
    Exercise,
    FormRule,
    Group,
    Kind,
    Level,
    Limbs,
    Moment,
    RangeOfMotion,
    Severity,
    Signal,
)

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Line = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
_CUE_WORDS = 6


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _known(measure: str) -> str:
    if measure not in MEASURES:
        raise ValueError(f"there is no measure {measure!r}; known are {', '.join(sorted(MEASURES))}")
    return measure


def _short(cue: str) -> str:
    if len(cue.split()) > _CUE_WORDS:
        raise ValueError(f"a cue has at most {_CUE_WORDS} words, this one has {len(cue.split())}")
    return cue


class Levels(_Part):
    """One number for each level."""

    beginner: float
    standard: float
    strict: float

    def build(self) -> dict[Level, float]:
        """Return the numbers by level."""
        return {level: float(getattr(self, level.value)) for level in Level}


class SignalPart(_Part):
    """``[[counting.signals]]``: a measure that drives the count."""

    measure: str
    rest: float
    peak: float
    weight: float = Field(default=1.0, gt=0)

    _check = field_validator("measure")(_known)

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if self.rest == self.peak:
            raise ValueError("rest and peak must differ")
        return self


class Counting(_Part):
    """``[counting]``: what drives the count."""

    floor: float = Field(gt=0, lt=1)
    minimum_s: float = Field(gt=0, le=10)
    signals: list[SignalPart] = Field(min_length=1)


class BoundPart(_Part):
    """``[[posture]]`` or ``[[zone]]``: a measure and its limits."""

    measure: str
    at_least: float | None = None
    at_most: float | None = None

    _check = field_validator("measure")(_known)

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.at_least is None and self.at_most is None:
            raise ValueError("at_least or at_most must be given")
        if self.at_least is not None and self.at_most is not None and self.at_least >= self.at_most:
            raise ValueError("at_least must be smaller than at_most")
        return self

    def bound(self) -> Bound:
        """Return the limits as the engine wants them."""
        return Bound(
            self.measure,
            -math.inf if self.at_least is None else self.at_least,
            math.inf if self.at_most is None else self.at_most,
        )


class ConfirmationPart(BoundPart):
    """``[[confirmations]]``: what tells this exercise from others."""

    moment: Moment
    up_to: float | None = Field(default=None, gt=0)

    def build(self) -> Confirmation:
        """Return what the engine asks."""
        return Confirmation(self.bound(), self.moment, math.inf if self.up_to is None else self.up_to)


class RangePart(_Part):
    """``[range]``: how far an accurate repetition goes."""

    peak: Levels
    rest: Levels
    shallow_cue: Line
    extension_cue: Line

    _check = field_validator("shallow_cue", "extension_cue")(_short)


class RulePart(_Part):
    """``[[rules]]``: one way in which a repetition can be wrong."""

    name: Name
    measure: str
    moment: Moment
    at_most: Levels | None = None
    at_least: Levels | None = None
    views: list[View] = Field(min_length=1)
    severity: Severity
    cue: Line
    explanation: Line
    source: Line
    parts: list[Region] = []

    _check_measure = field_validator("measure")(_known)
    _check_cue = field_validator("cue")(_short)

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("either at_most or at_least must be given")
        return self

    def build(self) -> FormRule:
        """Return the rule as the engine wants it."""
        return FormRule(
            name=self.name,
            measure=self.measure,
            moment=self.moment,
            at_most=self.at_most.build() if self.at_most else None,
            at_least=self.at_least.build() if self.at_least else None,
            views=frozenset(self.views),
            severity=self.severity,
            cue=self.cue,
            explanation=self.explanation,
            source=self.source,
            parts=tuple(dict.fromkeys(self.parts)) or regions_of(self.measure),
        )


class ExerciseFile(_Part):
    """A whole file."""

    id: Name
    name: Line
    summary: Line
    kind: Kind
    group: Group = Group.OWN
    is_recognised: bool = True
    limbs: Limbs
    starts_with: Literal["eccentric", "concentric"] = "eccentric"
    lead: str = ""
    muscles: list[Line] = Field(min_length=1)
    equipment: list[Line]
    views: list[View] = Field(min_length=1)
    instructions: list[Line] = Field(min_length=2)
    sources: list[Line] = Field(min_length=1)
    counting: Counting | None = None
    range: RangePart | None = None
    posture: list[BoundPart] = []
    confirmations: list[ConfirmationPart] = []
    zone: list[BoundPart] = []
    rules: list[RulePart] = []

    @field_validator("lead")
    @classmethod
    def _lead_is_known(cls, lead: str) -> str:
        return _known(lead) if lead else lead

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind is Kind.HOLD and not self.zone:
            raise ValueError("a hold needs at least one [[zone]]")
        if self.kind is Kind.REPETITIONS and (self.counting is None or self.range is None):
            raise ValueError("an exercise counted in repetitions needs [counting] and [range]")
        return self

    def build(self) -> Exercise:
        """Return the exercise as the engine wants it."""
        counting = self.counting
        return Exercise(
            identifier=self.id,
            name=self.name,
            summary=self.summary,
            kind=self.kind,
            group=self.group,
            is_recognised=self.is_recognised,
            limbs=self.limbs,
            views=tuple(self.views),
            signals=tuple(Signal(**part.model_dump()) for part in counting.signals) if counting else (),
            floor=counting.floor if counting else 0.4,
            minimum_s=counting.minimum_s if counting else 0.4,
            posture=tuple(part.bound() for part in self.posture),
            confirmations=tuple(part.build() for part in self.confirmations),
            range_of_motion=self._range(),
            rules=tuple(part.build() for part in self.rules),
            zone=tuple(part.bound() for part in self.zone),
            starts_with=self.starts_with,
            lead=self.lead,
            muscles=tuple(self.muscles),
            equipment=tuple(self.equipment),
            instructions=tuple(self.instructions),
            sources=tuple(self.sources),
        )

    def _range(self) -> RangeOfMotion | None:
        if self.range is None or self.counting is None:
            return None
        return RangeOfMotion(
            self.counting.signals[0].measure,
            self.range.peak.build(),
            self.range.rest.build(),
            self.range.shallow_cue,
            self.range.extension_cue,
        )
