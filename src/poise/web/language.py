"""The language in which a person is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from poise.catalogue.translation import LANGUAGES, Language

_MAX_WISHES = 20  # of a header that anybody may write


def language_of(headers: Mapping[str, str]) -> Language:
    """Return the language of ours that is wished for most, by ``Accept-Language`` (RFC 9110, 12.5.4).

    The page puts its own language first. Where nothing fits, or nothing is said, it is English.

    Examples
    --------
    >>> language_of({"accept-language": "fr, de-AT;q=0.8, en;q=0.5"})
    'de'
    """
    wishes = _wishes(headers.get("accept-language", ""))
    ranked = sorted(wishes, key=lambda wish: -wish[1])
    return next((language for language, quality in ranked if quality > 0), "en")


def _wishes(header: str) -> Iterator[tuple[Language, float]]:
    for part in header.split(",")[:_MAX_WISHES]:
        name, _, parameter = part.partition(";")
        subtag = name.strip().lower().partition("-")[0]
        language: Language | None = next((one for one in LANGUAGES if one == subtag), None)
        if subtag == "*":
            language = "en"
        if language is not None:
            yield language, _quality(parameter)


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    try:
        return min(1.0, max(0.0, float(value))) if name.strip().lower() == "q" else 1.0
    except ValueError:
        return 0.0


def _language(connection: HTTPConnection) -> Language:
    return language_of(connection.headers)


Spoken = Annotated[Language, Depends(_language)]
"""The language of a request, for a route's signature."""
