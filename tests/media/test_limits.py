"""Limits on media."""

from __future__ import annotations

from dataclasses import fields

import pytest

from poise.media.limits import MediaLimits, readable_bytes


def test_every_limit_is_documented() -> None:
    documented = MediaLimits.__doc__ or ""
    assert [limit.name for limit in fields(MediaLimits) if f"    {limit.name} : " not in documented] == []


@pytest.mark.parametrize("name", [limit.name for limit in fields(MediaLimits)])
@pytest.mark.parametrize("value", [0, -1])
def test_a_limit_that_lets_nothing_through_is_a_mistake(name: str, value: int) -> None:
    with pytest.raises(ValueError, match=name):
        MediaLimits(**{name: value})


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0.0 MiB"), (2**20, "1.0 MiB"), (1.5 * 2**30, "1.5 GiB"), (2**30 - 1, "1024.0 MiB")],
)
def test_bytes_are_written_for_people(count: float, text: str) -> None:
    assert readable_bytes(count) == text
