"""How often the same may be tried."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poise.errors import TooManyRequests
from poise.web.rate_limits import RateLimit, address_key


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


def test_what_was_given_back_does_not_count() -> None:
    limit = RateLimit(1, 10.0, Clock())
    limit.give_back("a")  # nothing was taken: nothing happens
    for _ in range(3):
        limit.take("a")
        limit.give_back("a")
    assert [limit.allows("a") for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("testclient", "testclient", True),
        ("", "", True),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
def test_an_address_counts_as_what_one_household_has(one: str, other: str, is_same: bool) -> None:
    assert (address_key(one) == address_key(other)) is is_same
