"""The text messages of the live socket."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from poise.analysis.repetition import Level
from poise.catalogue.translation import Language
from poise.errors import PoiseError
from poise.studio.live import Target

_MAX_WHERE, _MAX_WHY = 60, 140  # characters of a fault's words, some of which repeat what was sent
_UUID7 = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"


class ProtocolError(PoiseError):
    """A message that is not expected here, or not of the form that the protocol lays down."""


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TargetIn(_Message):
    """What the person set out to do in each set; exactly one of the three."""

    repetitions: Annotated[int, Field(ge=1, le=1000)] | None = None
    accurate: Annotated[int, Field(ge=1, le=1000)] | None = None
    seconds: Annotated[float, Field(gt=0, le=86_400)] | None = None

    @model_validator(mode="after")
    def _names_one(self) -> TargetIn:
        if len(self.model_dump(exclude_none=True)) != 1:
            raise ValueError("a target names one of repetitions, accurate and seconds")
        return self

    def target(self) -> Target:
        """Return it as the studio knows it."""
        if self.repetitions is not None:
            return Target("repetitions", self.repetitions)
        if self.accurate is not None:
            return Target("accurate", self.accurate)
        return Target("seconds", self.seconds or 0.0)


class Hello(_Message):
    """The first message: what is to be coached, and how far the browser has got."""

    type: Literal["hello"]
    protocol: int
    session: Annotated[str, Field(pattern=_UUID7)]
    exercise: Annotated[str, Field(max_length=64)]
    level: Level = Level.STANDARD
    target: TargetIn | None = None
    image_size: tuple[Annotated[int, Field(ge=16, le=16_384)], Annotated[int, Field(ge=16, le=16_384)]]
    started_ms: Annotated[int, Field(ge=0, le=2**53)]
    events: Annotated[int, Field(ge=0)] = 0
    estimation: Literal["browser", "server"] = "browser"
    language: Language | None = None


class Finish(_Message):
    """All was sent: the session has so many items."""

    type: Literal["finish"]
    items: Annotated[int, Field(ge=0, le=2**32)]


class Ping(_Message):
    """Answered at once with the same value, to measure the way there and back."""

    type: Literal["ping"]
    at: Annotated[float, Field(allow_inf_nan=False)]


Incoming = Annotated[Hello | Finish | Ping, Field(discriminator="type")]
_INCOMING: TypeAdapter[Hello | Finish | Ping] = TypeAdapter(Incoming)


def read_message(text: str) -> Hello | Finish | Ping:
    """Read a text message.

    Raises
    ------
    ProtocolError
        In one sentence that names what is wrong.
    """
    try:
        return _INCOMING.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][1:]) or "the message"
        why = first["msg"]
        if _is_of_unknown_type(first["type"]):
            where, why = "type", "Input should be hello, finish or ping"
        where, why = where[:_MAX_WHERE], why[:_MAX_WHY]
        raise ProtocolError(f"The live message cannot be read: {where}: {why}.") from error


def _is_of_unknown_type(fault: str) -> bool:
    return fault in {"union_tag_invalid", "union_tag_not_found"}


def written(message: Mapping[str, Any]) -> str:
    """Return a message as compact JSON; NaN is a programming mistake and raises `ValueError`."""
    return json.dumps(message, separators=(",", ":"), allow_nan=False)
