"""What is written in English, in another language: the English text itself is the key, as in gettext.

Everything that is kept (results of sessions, logs) is kept in English and put into a person's language when it is
shown, so that whoever changes the language reads old sessions in the new one. What has no translation stays as it was
written: the words of a person's own exercises, for instance.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from poise.analysis.repetition import Exercise
from poise.catalogue.poses import ReferencePose
from poise.catalogue.programmes import Block, Programme
from poise.errors import CatalogueError

Language = Literal["en", "de"]
LANGUAGES: tuple[Language, ...] = ("en", "de")

_FOLDER = Path(__file__).parent / "translations"
_MESSAGES = Path(__file__).parent / "messages"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_DECIMAL = re.compile(r"(\d+)\.(\d+)((?: \w+)?)")
# The keys under which a result holds words for people; everything else in it is for machines or was written by people.
_WORDS = frozenset({"cue", "text", "reason", "words", "unjudged"})
_CACHED = 4096


@dataclass(frozen=True, slots=True)
class _Template:
    """A text with places to fill, as a pattern of the English and the words of the other language."""

    pattern: re.Pattern[str]
    names: tuple[str, ...]
    words: str


def translate(text: str, language: str) -> str:
    """Return an English text in a language; as it is where that language does not have it.

    Numbers that are filled in are written as the language does: 2.5 is "2,5" in German.

    Examples
    --------
    >>> translate("Go a little deeper", "de")
    'Geh etwas tiefer'
    >>> translate("Step back: I cannot see your feet.", "de")
    'Geh zurück: Ich sehe deine Füße nicht.'
    """
    return text if language == "en" else _translated(text, language)


def translate_result(document: Any, language: str) -> Any:  # noqa: ANN401  (any JSON)
    """Return a result (of coaching or of comparing) with the words for people in a language, the rest as it is."""
    if language == "en":
        return document
    if isinstance(document, Mapping):
        return {
            name: _words(value, language) if name in _WORDS else translate_result(value, language)
            for name, value in document.items()
        }
    if isinstance(document, list | tuple):
        return [translate_result(value, language) for value in document]
    return document


def translate_exercise(exercise: Exercise, language: str) -> Exercise:
    """Return an exercise with its words in a language; sources stay as they were published."""

    def to(text: str) -> str:
        return translate(text, language)

    rom = exercise.range_of_motion
    return replace(
        exercise,
        name=to(exercise.name),
        summary=to(exercise.summary),
        instructions=tuple(map(to, exercise.instructions)),
        muscles=tuple(map(to, exercise.muscles)),
        equipment=tuple(map(to, exercise.equipment)),
        range_of_motion=rom
        and replace(rom, shallow_cue=to(rom.shallow_cue), extension_cue=to(rom.extension_cue)),
        rules=tuple(
            replace(rule, cue=to(rule.cue), explanation=to(rule.explanation)) for rule in exercise.rules
        ),
    )


def translate_pose(pose: ReferencePose, language: str) -> ReferencePose:
    """Return a pose of the library with its words in a language."""

    def to(text: str) -> str:
        return translate(text, language)

    return replace(
        pose,
        name=to(pose.name),
        summary=to(pose.summary),
        instructions=tuple(map(to, pose.instructions)),
        look_at=to(pose.look_at),
    )


def translate_programme(programme: Programme, language: str) -> Programme:
    """Return a programme with its words in a language; sources stay as they were published."""

    def to(text: str) -> str:
        return translate(text, language)

    def block(one: Block) -> Block:
        exercises = (replace(each, notes=to(each.notes)) for each in one.exercises)
        return replace(one, exercises=tuple(exercises))

    return replace(
        programme,
        name=to(programme.name),
        summary=to(programme.summary),
        blocks=tuple(map(block, programme.blocks)),
    )


def load_translation(path: Path) -> Mapping[str, str]:
    """Read one file of translations: English on the left, the language on the right.

    Raises
    ------
    CatalogueError
        If it is wrong; the message names file and line.
    """
    text = path.read_text("utf-8")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path.name} is not valid TOML: {str(error).rstrip('.')}.") from None
    for source, words in content.items():
        trouble = _trouble(source, words)
        if trouble:
            raise CatalogueError(f"{path.name}, line {_line_of(text, source)}, {source!r}: {trouble}.")
    return content


def _trouble(source: str, words: object) -> str:
    if not isinstance(words, str):
        return "the translation must be a text"
    if not words.strip():
        return "the translation is empty"
    there, wanted = set(_PLACEHOLDER.findall(words)), set(_PLACEHOLDER.findall(source))
    if missing := sorted(wanted - there):
        return f"the translation lacks {{{missing[0]}}}"
    if superfluous := sorted(there - wanted):
        return f"the translation has {{{superfluous[0]}}}, which the English text has not"
    return ""


def _line_of(text: str, source: str) -> int:
    lines = text.splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(f'"{source}"')), 1)


def _words(value: Any, language: str) -> Any:  # noqa: ANN401  (any JSON)
    if isinstance(value, str):
        return translate(value, language)
    if isinstance(value, list | tuple):
        return [_words(one, language) for one in value]
    if isinstance(value, Mapping):
        return {name: _words(one, language) for name, one in value.items()}
    return value


@lru_cache(_CACHED)
def _translated(text: str, language: str) -> str:
    exact, templates = _known(language)
    if text in exact:
        return exact[text]
    for template in templates:
        if found := template.pattern.fullmatch(text):
            values = dict(zip(template.names, found.groups(), strict=True))
            return _PLACEHOLDER.sub(lambda one: _filled(values[one[1]], language), template.words)  # noqa: B023
    return text


def _filled(value: str, language: str) -> str:
    if number := _DECIMAL.fullmatch(value):
        return f"{number[1]},{number[2]}{number[3]}"
    for text in (value, value.capitalize()):  # names stand in the middle of a sentence
        if (found := translate(text, language)) != text:
            return found
    return value


@cache
def _known(language: str) -> tuple[Mapping[str, str], tuple[_Template, ...]]:
    """Return the plain texts, and the templates with the most of their own words first."""
    texts = dict(_comparison(language))
    for path in sorted((_FOLDER / language).glob("*.toml")):
        texts |= load_translation(path)
    plain = {source: words for source, words in texts.items() if not _PLACEHOLDER.search(source)}
    templates = [source for source in texts if source not in plain]
    # Those that begin with words of their own come first: what begins with a hole fits the ends of others as well.
    templates.sort(key=lambda source: (source.startswith("{"), -len(_PLACEHOLDER.sub("", source))))
    return plain, tuple(_template(source, texts[source]) for source in templates)


def _template(source: str, words: str) -> _Template:
    names = tuple(_PLACEHOLDER.findall(source))
    parts = [re.escape(part) for part in _PLACEHOLDER.split(source)[::2]]
    return _Template(re.compile("(.+?)".join(parts), re.DOTALL), names, words)


def _comparison(language: str) -> Iterator[tuple[str, str]]:
    """Return the texts of a comparison, whose message files share their keys."""
    english, other = (_leaves(_MESSAGES / f"comparison.{name}.toml") for name in ("en", language))
    return ((english[key], other[key]) for key in english if key in other)


def _leaves(path: Path) -> dict[tuple[str, ...], str]:
    def walk(value: Any, key: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:  # noqa: ANN401
        if isinstance(value, Mapping):
            for name, one in value.items():
                yield from walk(one, (*key, name))
        else:
            yield key, str(value)

    return dict(walk(tomllib.loads(path.read_text("utf-8")), ()))
