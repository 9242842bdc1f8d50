"""What a recording holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from poise.errors import PoseError
from poise.pose import FloatArray, PoseSequence


@dataclass(frozen=True, eq=False, slots=True)
class Recording:
    """People seen in one medium at the same instants.

    Parameters
    ----------
    people : tuple of PoseSequence
        One per person; all share their times and the size of the picture, skeletons may differ.
    metadata : mapping of str to str
        What else is known, for example ``model``, ``media`` (the file's name) and ``damaged_packets``.
    empty_size : (int, int)
        Width and height of the picture in pixels where there is nobody who knows them; (0, 0) if unknown.

    Raises
    ------
    PoseError
        If the people do not share times and picture size.
    """

    people: tuple[PoseSequence, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    empty_size: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "people", tuple(self.people))
        metadata = {writable(name): writable(text) for name, text in self.metadata.items()}
        object.__setattr__(self, "metadata", MappingProxyType(metadata))
        for person in self.people[1:]:
            if not np.array_equal(person.times_s, self.times_s) or person.image_size != self.image_size:
                raise PoseError(
                    "The people of a recording must share their times and the size of the picture."
                )

    @property
    def times_s(self) -> FloatArray:
        """The shared instants in seconds, shape (T,); empty when there is nobody."""
        return self.people[0].times_s if self.people else np.empty(0)

    @property
    def image_size(self) -> tuple[int, int]:
        """Width and height of the picture in pixels."""
        width, height = self.people[0].image_size if self.people else self.empty_size
        return int(width), int(height)


def writable(text: str) -> str:
    """Return `text` with question marks for what UTF-8 cannot hold (names of files may have such letters)."""
    return text.encode("utf-8", "replace").decode()
