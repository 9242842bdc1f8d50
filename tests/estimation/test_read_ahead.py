"""Reading ahead changes when things happen and nothing else."""

import threading
from collections.abc import Iterator

import pytest

from poise.estimation.read_ahead import ReadAhead


def decoders() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "decoder"]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 50])
@pytest.mark.parametrize("ahead", [1, 2, 5])
def test_everything_comes_once_and_in_order(count: int, ahead: int) -> None:
    with ReadAhead(range(count), ahead) as items:
        assert list(items) == list(range(count))
    assert not decoders()


def test_none_is_an_item_like_any_other() -> None:
    with ReadAhead([None, 1, None]) as items:
        assert list(items) == [None, 1, None]


def test_a_fault_of_the_source_is_raised_in_its_place() -> None:
    def source() -> Iterator[int]:
        yield 1
        yield 2
        raise OSError("broken")

    with ReadAhead(source()) as items:
        reading = iter(items)
        assert [next(reading), next(reading)] == [1, 2]
        with pytest.raises(OSError, match="broken"):
            next(reading)
    assert not decoders()


def test_the_source_is_never_more_than_so_many_items_ahead() -> None:
    begun: list[int] = []

    def source() -> Iterator[int]:
        for number in range(20):
            begun.append(number)
            yield number

    with ReadAhead(source(), 2) as items:
        for number in items:
            # Two waiting, one being handed over, one being decoded.
            assert len(begun) <= number + 5
    assert len(begun) == 20


def test_leaving_early_ends_the_thread() -> None:
    with ReadAhead(range(10**9)) as items:
        assert next(iter(items)) == 0
    assert not decoders()
