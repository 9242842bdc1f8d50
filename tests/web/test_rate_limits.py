"""How often the same may be tried."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poise.errors import TooManyRequests
from poise.web.rate_limits import RateLimit


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 7)), max_size=60), st.integers(1, 4))
def test_as_many_as_allowed_in_any_period_as_a_simple_list_says(
    tries: list[tuple[str, int]], count: int
) -> None:
    clock = Clock()
    limit = RateLimit(count, 10.0, clock)
    taken: dict[str, list[float]] = {"a": [], "b": []}
    for key, wait_s in tries:
        clock.now += wait_s
        recent = [at for at in taken[key] if at > clock.now - 10.0]
        if len(recent) < count:
            limit.take(key)
            taken[key].append(clock.now)
        else:
            with pytest.raises(TooManyRequests) as refused:
                limit.take(key)
            clock.now += refused.value.retry_after_s
            limit.take(key)  # so long and no longer
            taken[key].append(clock.now)


def test_a_success_makes_a_fresh_start() -> None:
    limit = RateLimit(1, 10.0, Clock())
    limit.take("a")
    limit.forget("a")
    limit.take("a")
    with pytest.raises(TooManyRequests, match="10 seconds"):
        limit.take("a")
