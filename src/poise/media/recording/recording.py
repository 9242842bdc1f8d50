"""What a recording holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from poise.errors import PoseError
from poise.pose import FloatArray, Observation, Part, PoseSequence


@dataclass(frozen=True, eq=False, slots=True)
class PartTrack:
    """A hand or the face of one person over time.

    Parameters
    ----------
    person : int
        Index of the person in `Recording.people`.
    part : Part
        Which part; never the body, which is the person's own sequence.
    poses : PoseSequence
        Over the part's skeleton, at the recording's instants; NaN where it was not found.

    Raises
    ------
    PoseError
        If the sequence has another skeleton than the part.
    """

    person: int
    part: Part
    poses: PoseSequence

    def __post_init__(self) -> None:
        if self.part is Part.BODY or self.poses.skeleton != self.part.skeleton:
            raise PoseError("A track of a recording is a hand or a face with the keypoints of that part.")

    @property
    def key(self) -> TrackKey:
        """Whose and which part it is."""
        return self.person, self.part


TrackKey = tuple[int, Part]


@dataclass(frozen=True, eq=False, slots=True)
class Recording:
    """People seen in one medium at the same instants, and what else was seen of them.

    Parameters
    ----------
    people : tuple of PoseSequence
        One per person; all share their times and the size of the picture, skeletons may differ.
    metadata : mapping of str to str
        What else is known, for example ``model``, ``media`` (the file's name) and ``damaged_packets``.
    empty_size : (int, int)
        Width and height of the picture in pixels where there is nobody who knows them; (0, 0) if unknown.
    tracks : tuple of PartTrack
        Hands and faces. A person of whom only these were seen has a body of NaN.
    looked_at : (T,) bool, optional
        At which instants the model looked at the medium; at the others everybody is interpolated. None where it
        looked at all of them.

    Raises
    ------
    PoseError
        If the people and tracks do not share times and picture size, a track is nobody's or stands twice, or
        `looked_at` has another length than the times.
    """

    people: tuple[PoseSequence, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    empty_size: tuple[int, int] = (0, 0)
    tracks: tuple[PartTrack, ...] = ()
    looked_at: NDArray[np.bool_] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "people", tuple(self.people))
        object.__setattr__(self, "tracks", tuple(self.tracks))
        metadata = {writable(name): writable(text) for name, text in self.metadata.items()}
        object.__setattr__(self, "metadata", MappingProxyType(metadata))
        keys = [track.key for track in self.tracks]
        if len(set(keys)) != len(keys) or any(not 0 <= who < len(self.people) for who, _ in keys):
            raise PoseError("Each part of a recording belongs to one of its people and stands in it once.")
        for person in self.sequences[1:]:
            if not np.array_equal(person.times_s, self.times_s) or person.image_size != self.image_size:
                raise PoseError(
                    "The people of a recording must share their times and the size of the picture."
                )
        if self.looked_at is not None and self.looked_at.shape != (len(self.times_s),):
            raise PoseError(
                "A recording says of each of its instants, and of no other, whether it was looked at."
            )

    @property
    def sequences(self) -> tuple[PoseSequence, ...]:
        """All sequences: the people's bodies, then the tracks."""
        return (*self.people, *(track.poses for track in self.tracks))

    def track(self, key: TrackKey) -> PoseSequence | None:
        """Return the sequence of somebody's part, None where it was never found."""
        return next((track.poses for track in self.tracks if track.key == key), None)

    def with_tracks(self, keys: Iterable[TrackKey]) -> Recording:
        """Return the recording with these tracks, in this order; what was never found is NaN."""
        tracks = (
            PartTrack(who, part, self.track((who, part)) or self._unseen(who, part)) for who, part in keys
        )
        return replace(self, tracks=tuple(tracks))

    @property
    def is_looked_at(self) -> NDArray[np.bool_]:
        """At which instants the model looked at the medium, shape (T,)."""
        return np.ones(len(self.times_s), bool) if self.looked_at is None else self.looked_at

    def observations(self, person: int = 0) -> Iterator[Observation]:
        """Go through what was seen of one person, instant by instant."""
        parts = {Part.BODY: self.people[person]}
        parts |= {track.part: track.poses for track in self.tracks if track.person == person}
        looked_at = self.is_looked_at
        for instant, time_s in enumerate(self.times_s.tolist()):
            found = {part: poses[instant] for part, poses in parts.items() if poses.is_seen[instant]}
            yield Observation(time_s, self.image_size, found, is_looked_at=bool(looked_at[instant]))

    def _unseen(self, person: int, part: Part) -> PoseSequence:
        return PoseSequence.unseen(part.skeleton, self.times_s, self.people[person].image_size)

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
