"""The one interface of everything that finds bodies, hands or faces in pictures."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self, TypeVar

from poise.media.pixels import Pixels

Found_co = TypeVar("Found_co", covariant=True)


class Estimator(Protocol[Found_co]):
    """Finds things of one kind in pictures, one picture at a time, from one thread at a time."""

    def find(self, pixels: Pixels, time_s: float = 0.0) -> tuple[Found_co, ...]:
        """Look at one picture.

        Parameters
        ----------
        pixels : (H, W, 3) uint8
            RGB, upright.
        time_s : float
            The medium's time stamp; in video mode later than the one before.

        Returns
        -------
        tuple
            What was found; empty when nothing was there.

        Raises
        ------
        EstimationError
            If the estimator failed. A failure is never an empty answer.
        """
        ...

    def close(self) -> None:
        """Give the model's memory back; a second call does nothing."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None: ...
