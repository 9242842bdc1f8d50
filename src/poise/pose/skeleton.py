"""Skeletons: which keypoints a body, hand or face has, how they are joined, and which mirrors which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from poise.errors import PoseError


@dataclass(frozen=True, eq=False)
class Skeleton:
    """Named keypoints and how they hang together.

    Parameters
    ----------
    name : str
        Identifier as it stands in recordings, for example ``"blazepose_33"``.
    keypoints : tuple of str
        K names, in the order of the arrays' keypoint axis.
    edges : tuple of (str, str)
        Pairs of keypoints that are drawn as limbs.
    mirrors : mapping of str to str
        Left and right partners, given in one direction. A keypoint that is not named mirrors itself.

    Raises
    ------
    ValueError
        If a keypoint is named twice, is missing, or has two mirror partners.

    Examples
    --------
    >>> from poise.pose import BLAZEPOSE_33
    >>> BLAZEPOSE_33.index("left_knee")
    25
    >>> BLAZEPOSE_33.mirror_of("left_knee")
    'right_knee'
    """

    name: str
    keypoints: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]
    mirrors: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(set(self.keypoints)) != len(self.keypoints):
            raise ValueError(f"skeleton {self.name} names a keypoint twice")
        named = {point for edge in self.edges for point in edge} | {*self.mirrors, *self.mirrors.values()}
        if unknown := named - set(self.keypoints):
            raise ValueError(f"skeleton {self.name} has no keypoint {sorted(unknown)[0]}")
        pairs = {frozenset(pair) for pair in self.mirrors.items()}
        if len(frozenset().union(*pairs)) != sum(len(pair) for pair in pairs):
            raise ValueError(f"skeleton {self.name} gives a keypoint two mirror partners")

    def __len__(self) -> int:
        return len(self.keypoints)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Skeleton) and (self.name, self.keypoints) == (other.name, other.keypoints)

    def __hash__(self) -> int:
        return hash((self.name, self.keypoints))

    def __repr__(self) -> str:
        return f"Skeleton({self.name!r}, {len(self)} keypoints)"

    @cached_property
    def _index(self) -> Mapping[str, int]:
        return MappingProxyType({name: number for number, name in enumerate(self.keypoints)})

    def has(self, *names: str) -> bool:
        """Whether all of `names` are keypoints of this skeleton."""
        return all(name in self._index for name in names)

    def index(self, name: str) -> int:
        """Return the place of keypoint `name` on the keypoint axis.

        Raises
        ------
        PoseError
            If this skeleton has no such keypoint.
        """
        try:
            return self._index[name]
        except KeyError:
            raise PoseError(f"the skeleton {self.name} has no keypoint named {name!r}.") from None

    def indices(self, names: Iterable[str]) -> NDArray[np.intp]:
        """Return the places of several keypoints, in the order given."""
        return np.array([self.index(name) for name in names], dtype=np.intp)

    @cached_property
    def edge_indices(self) -> NDArray[np.intp]:
        """The edges as places, shape (E, 2)."""
        return np.array([(self.index(a), self.index(b)) for a, b in self.edges], dtype=np.intp).reshape(-1, 2)

    @cached_property
    def mirror_indices(self) -> NDArray[np.intp]:
        """For each keypoint the place of its mirror partner, shape (K,); applying it twice changes nothing."""
        partner = np.arange(len(self), dtype=np.intp)
        for one, other in self.mirrors.items():
            partner[self.index(one)], partner[self.index(other)] = self.index(other), self.index(one)
        return partner

    def mirror_of(self, name: str) -> str:
        """Return the name of the keypoint on the other side of the body, or `name` for a central one."""
        return self.keypoints[int(self.mirror_indices[self.index(name)])]
