"""Typed values across the line: what is written is read, and nothing else is."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from poise.isolation.codec import ArrayOf, decode, encode
from poise.isolation.wire import WireError
from poise.pose import FloatArray, PoseSequence
from poise.studio.estimating.people import People


class Colour(Enum):
    RED = "red"


class Word(StrEnum):
    YES = "yes"


@dataclass(frozen=True)
class Even:
    """A number that must be even."""

    value: int

    def __post_init__(self) -> None:
        if self.value % 2:
            raise ValueError("it is odd")


@dataclass(frozen=True)
class Two:
    """Two arrays of one length."""

    one: Annotated[FloatArray, ArrayOf("<f8", "rows", 2)]
    other: Annotated[FloatArray, ArrayOf("<f8", "rows")]


def across(value: object, type_: Any) -> Any:
    arrays: dict[str, NDArray[Any]] = {}
    text = json.dumps(encode(value, type_, arrays))
    return decode(json.loads(text), type_, arrays)


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (None, type(None)),
        (True, bool),
        (3, int),
        (2.5, float),
        (math.inf, float),
        ("ß\udc80", str),
        (b"\x00", bytes),
        (b"", bytes),
        (Path("a/b"), Path),
        (Colour.RED, Colour),
        (Word.YES, Word),
        ((), tuple[int, ...]),
        ((1, 2), tuple[int, ...]),
        ((1, "a"), tuple[int, str]),
        ({"a": 1.0}, Mapping[str, float]),
        (None, int | None),
        (3, int | None),
        (Even(2), Even),
        ((Even(2), Even(4)), tuple[Even, ...]),
    ],
    ids=str,
)
def test_what_is_written_is_read(value: object, type_: Any) -> None:
    back = across(value, type_)
    assert back == value
    assert type(back) is type(value)


def test_a_whole_number_is_a_number() -> None:
    assert across(3, float) == 3.0


@pytest.mark.parametrize(
    ("content", "type_"),
    [
        (0, bool),
        (True, int),
        (3.0, int),
        (True, float),
        ("3", float),
        (10**400, float),
        (3, str),
        (None, str),
        ("a", type(None)),
        (3, Path),
        ("blue", Colour),
        ([], Colour),
        ({}, tuple[int, ...]),
        ("ab", tuple[str, ...]),
        ([1, "a"], tuple[int, ...]),
        ([1], tuple[int, str]),
        ([1, "a", 2], tuple[int, str]),
        ([], Mapping[str, int]),
        ({"a": "b"}, Mapping[str, int]),
        ("3", int | None),
        ({"value": 3}, Even),
        ({"value": 2, "more": 3}, Even),
        ({}, Even),
        ([2], Even),
        ("data", bytes),
        ([0, 1], bytes),
    ],
    ids=str,
)
def test_what_is_something_else_is_refused(content: Any, type_: Any) -> None:
    with pytest.raises(WireError):
        decode(content, type_, {})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (np.zeros((2, 2)), np.zeros(3)),
        (np.zeros((2, 3)), np.zeros(2)),
        (np.zeros(2), np.zeros(2)),
        (np.zeros((2, 2), np.float32), np.zeros(2)),
        (np.zeros((2, 2), np.int64), np.zeros(2)),
        (np.zeros((2, 2)), np.zeros(2, bool)),
    ],
    ids=["lengths differ", "another width", "a dimension less", "half as exact", "whole numbers", "flags"],
)
def test_arrays_of_another_form_are_refused_on_both_sides(one: Any, other: Any) -> None:
    with pytest.raises(WireError):
        decode({"one": "one", "other": "other"}, Two, {"one": one, "other": other})
    with pytest.raises(TypeError):
        encode(Two(one, other), Two, {})


def test_lengths_are_compared_within_one_value_only() -> None:
    pair = (Two(np.zeros((1, 2)), np.zeros(1)), Two(np.zeros((2, 2)), np.zeros(2)))
    back = across(pair, tuple[Two, ...])
    assert [one.one.shape for one in back] == [(1, 2), (2, 2)]


@pytest.mark.parametrize("type_", [object, dict[int, str], set[int], int | str, list[int], FloatArray, type])
def test_a_type_that_cannot_cross_is_said_at_once(type_: Any) -> None:
    with pytest.raises(TypeError, match="cannot cross"):
        encode(None, type_, {})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_no_json_whatever_is_taken_for_something_else(content: Any) -> None:
    if content == {"value": 2}:
        return
    for type_ in (Two, People, tuple[People, ...]):
        try:
            back = decode(content, type_, {})
        except WireError:
            continue
        assert back == () == tuple(content)


def test_people_cross_as_they_were() -> None:
    times_s = np.array([0.0, 0.5])
    rng = np.random.default_rng(0)
    people = [_person(rng, times_s) for _ in range(3)]
    back = across(People.of(people, times_s), People).sequences((640, 480))
    for one, other in zip(people, back, strict=True):
        assert other.image_size == (640, 480)
        for name in ("image", "world", "visibility", "presence", "times_s"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    assert across(People.of([], times_s), People).sequences((640, 480)) == ()


def _person(rng: np.random.Generator, times_s: FloatArray) -> PoseSequence:
    from poise.pose import BLAZEPOSE_33

    image, world = rng.normal(size=(2, len(times_s), 33, 3))
    visibility, presence = rng.uniform(size=(2, len(times_s), 33))
    return PoseSequence(BLAZEPOSE_33, image, world, visibility, presence, times_s, (640, 480))
