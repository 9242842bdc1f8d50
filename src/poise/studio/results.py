"""What every result has in common: the models that the terminal, the web and the history share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from poise.catalogue.translation import Language, translate_result

Identifier = Annotated[str, Field(min_length=1, max_length=64)]
"""Of an exercise or a pose."""


class Result(BaseModel):
    """A part of what a use case found, frozen and ready for JSON: no NaN, no field that is not declared.

    Where results of several kinds meet, each has a field ``kind`` with one possible value.

    Examples
    --------
    >>> class Count(Result):
    ...     accurate: int
    >>> Count(accurate=8).document()
    {'accurate': 8}
    >>> Count.read({"accurate": 8, "written_by": "an older Poise"}).accurate
    8
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        # What has a default is written all the same, so that readers may rely on it.
        json_schema_serialization_defaults_required=True,
    )

    def document(self) -> dict[str, JsonValue]:
        """Return it as JSON values, as `--json` prints it and the store keeps it."""
        return self.model_dump(mode="json")

    @classmethod
    def read(cls, document: Mapping[str, JsonValue]) -> Self:
        """Read what `document` gave in some version of Poise: fields that are unknown today are ignored.

        Raises
        ------
        pydantic.ValidationError
            If a field is missing that has always been there, or is of another type.
        """
        return cls.model_validate(document, extra="ignore")

    def translated(self, language: Language) -> Self:
        """Return it with the words for people in a language."""
        return type(self).model_validate(translate_result(self.document(), language))


class FailedMedium(Result):
    """One of several media that could not be read, and why."""

    media: str
    error: str


class SessionDetails(Result):
    """The whole result of a session; each kind of session has a model of its own, told apart by `kind`."""

    kind: str
