"""A pool lends each estimator to one borrower at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from poise.errors import EstimationError
from poise.estimation.pool import EstimatorPool
from poise.estimation.replay import ReplayEstimator


class Counted(ReplayEstimator):
    """An estimator that knows how many of its kind are open."""

    made: int
    is_open: bool

    def __init__(self) -> None:
        super().__init__([])
        self.is_open, self.users = True, 0

    def close(self) -> None:
        self.is_open = False


class Factory:
    def __init__(self) -> None:
        self.made: list[Counted] = []

    def __call__(self) -> Counted:
        self.made.append(Counted())
        return self.made[-1]


def test_an_estimator_that_came_back_is_lent_again() -> None:
    factory = Factory()
    pool = EstimatorPool(factory, 2)
    for _ in range(5):
        with pool.borrow():
            pass
    assert len(factory.made) == 1


def test_there_are_never_more_than_the_bound_and_nobody_shares() -> None:
    factory = Factory()
    pool = EstimatorPool(factory, 3)
    together = threading.Barrier(3, timeout=10)

    def work(_number: int) -> int:
        with pool.borrow() as estimator:
            estimator.users += 1
            together.wait()
            users, estimator.users = estimator.users, estimator.users - 1
            return users

    with ThreadPoolExecutor(9) as threads:
        assert set(threads.map(work, range(9))) == {1}
    assert len(factory.made) == 3


def test_waiting_too_long_is_said() -> None:
    pool = EstimatorPool(Factory(), 1)
    with pool.borrow(), pytest.raises(EstimationError, match="busy"), pool.borrow(timeout_s=0.01):
        pass


def test_one_whose_borrower_failed_is_closed_and_its_place_is_free() -> None:
    factory = Factory()
    pool = EstimatorPool(factory, 1)
    with pytest.raises(EstimationError, match="broke"), pool.borrow():
        raise EstimationError("It broke.")
    with pool.borrow(timeout_s=0.01) as fresh:
        assert fresh.is_open
    assert [one.is_open for one in factory.made] == [False, True]


def test_closing_closes_the_idle_at_once_and_the_lent_on_return() -> None:
    factory = Factory()
    pool = EstimatorPool(factory, 2)
    with pool.borrow():
        with pool.borrow():
            pass
        pool.close()
        assert sorted(one.is_open for one in factory.made) == [False, True]
    assert not any(one.is_open for one in factory.made)
    with pytest.raises(EstimationError, match="closed"), pool.borrow():
        pass


def test_a_pool_of_none_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="at least one"):
        EstimatorPool(Factory(), 0)
