"""A pool of estimators for pictures: each takes 60 to 76 MB and 88 ms to make, so they are kept and lent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from poise.errors import EstimationError
from poise.estimation.estimator import Estimator

E = TypeVar("E", bound=Estimator[object])


class EstimatorPool(Generic[E]):
    """Lends estimators in picture mode, one borrower each at a time.

    An estimator in video mode carries one video's tracking and is never shared.

    Parameters
    ----------
    make : callable
        Makes one estimator.
    most : int
        How many there are at most; further borrowers wait.
    """

    def __init__(self, make: Callable[[], E], most: int) -> None:
        if most < 1:
            raise ValueError("a pool lends at least one estimator")
        self._make, self._places = make, threading.Semaphore(most)
        self._idle: list[E] = []
        self._lock, self._is_closed = threading.Lock(), False

    @contextmanager
    def borrow(self, *, timeout_s: float | None = None) -> Iterator[E]:
        """Lend an estimator; one whose borrower failed is not lent again.

        Raises
        ------
        EstimationError
            If all are lent for `timeout_s`, or the pool has been closed.
        """
        if not self._places.acquire(timeout=timeout_s):
            raise EstimationError("All estimators are busy; try again in a moment.")
        try:
            estimator = self._take()
            try:
                yield estimator
            except BaseException:
                estimator.close()
                raise
            self._give_back(estimator)
        finally:
            self._places.release()

    def close(self) -> None:
        """Close the estimators that are not lent now; those that are lent close when they come back."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for estimator in idle:
            estimator.close()

    def _take(self) -> E:
        with self._lock:
            if self._is_closed:
                raise EstimationError("The estimators have been closed.")
            if self._idle:
                return self._idle.pop()
        return self._make()

    def _give_back(self, estimator: E) -> None:
        with self._lock:
            if not self._is_closed:
                self._idle.append(estimator)
                return
        estimator.close()
