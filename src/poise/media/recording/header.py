"""The header of a recording: everything but the numbers, as JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

import numpy as np
from numpy.typing import NDArray

from poise.errors import RecordingError
from poise.media.recording.channels import CHANNELS, steps_for
from poise.media.recording.framing import damaged
from poise.media.recording.limits import (
    MAX_BLOCK_INSTANTS,
    MAX_BLOCK_POINTS,
    MAX_EDGES,
    MAX_HEADER_BYTES,
    MAX_KEYPOINTS,
    MAX_PEOPLE,
)
from poise.media.recording.recording import Recording, TrackKey
from poise.media.recording.times import clock_of
from poise.pose import FloatArray, Part, Skeleton

# 34 s of 30 Hz: a chunk of a live session is one block.
_BLOCK_INSTANTS = 1024
_VALUES_PER_KEYPOINT = len(CHANNELS)
# 600 hours at 250 Hz; above it counts would no longer be exact in every reader of JSON.
_MAX_INSTANTS = 2**29
_MAX_SIDE_PX = 2**31

T = TypeVar("T")


@dataclass(frozen=True, eq=False, slots=True)
class Header:
    """What the numbers of a recording mean.

    Parameters
    ----------
    skeletons : tuple of Skeleton
        Each kind once.
    people : tuple of int
        For each sequence (person or track) the index of its skeleton.
    instants : int
        Length of the time axis.
    image_size : (int, int)
        Width and height of the picture in pixels.
    steps : (8,) float64
        Quantisation step of each channel.
    clock_hz : int or None
        Ticks per second of the times; None where they are kept as float64.
    block_instants : int
        Instants per block; the last one may have fewer.
    metadata : mapping of str to str
        As in `Recording`.
    tracks : tuple of (int, Part)
        Whose part each of the last sequences is; those before are the people.
    looked_at : (T,) bool, optional
        As in `Recording`.
    """

    skeletons: tuple[Skeleton, ...]
    people: tuple[int, ...]
    instants: int
    image_size: tuple[int, int]
    steps: FloatArray
    clock_hz: int | None
    block_instants: int
    metadata: Mapping[str, str]
    tracks: tuple[TrackKey, ...] = ()
    looked_at: NDArray[np.bool_] | None = None

    @property
    def array_bytes(self) -> int:
        """Size of the arrays that the recording unpacks to."""
        keypoints = sum(len(self.skeletons[place]) for place in self.people)
        return 8 * self.instants * (1 + _VALUES_PER_KEYPOINT * keypoints)

    def blocks(self) -> list[slice]:
        """Return the stretches of the time axis, one block each."""
        return [
            slice(start, min(start + self.block_instants, self.instants))
            for start in range(0, self.instants, self.block_instants)
        ]


def header_for(recording: Recording) -> Header:
    """Return the header under which `recording` is written."""
    skeletons: list[Skeleton] = []
    people = []
    for person in recording.sequences:
        if not any(_is_same(person.skeleton, known) for known in skeletons):
            skeletons.append(person.skeleton)
        people.append(next(at for at, known in enumerate(skeletons) if _is_same(person.skeleton, known)))
    largest = max([1, *map(len, skeletons)])
    return Header(
        skeletons=tuple(skeletons),
        people=tuple(people),
        instants=len(recording.times_s),
        image_size=recording.image_size,
        steps=steps_for(recording.image_size),
        clock_hz=clock_of(recording.times_s),
        block_instants=min(_BLOCK_INSTANTS, max(1, MAX_BLOCK_POINTS // largest)),
        metadata=recording.metadata,
        tracks=tuple(track.key for track in recording.tracks),
        looked_at=recording.looked_at,
    )


def encode_header(header: Header) -> bytes:
    """Return the header as JSON.

    Raises
    ------
    RecordingError
        If it is beyond what readers accept.
    """
    document: dict[str, object] = {
        "instants": header.instants,
        "clock_hz": header.clock_hz,
        "image_size": list(header.image_size),
        "block_instants": header.block_instants,
        "channels": [
            {"name": channel.name, "step": step}
            for channel, step in zip(CHANNELS, header.steps.tolist(), strict=True)
        ],
        "skeletons": [_skeleton_document(skeleton) for skeleton in header.skeletons],
        "people": list(header.people),
        "metadata": dict(header.metadata),
    }
    if header.tracks:
        document["tracks"] = [{"person": who, "part": part.value} for who, part in header.tracks]
    if header.looked_at is not None:
        document["looked_at"] = base64.b64encode(np.packbits(header.looked_at).tobytes()).decode()
    data = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    if len(data) > MAX_HEADER_BYTES:
        raise RecordingError(
            "A recording's names and metadata may have at most 1 MiB; please shorten the metadata."
        )
    if len(header.people) > MAX_PEOPLE or any(len(skeleton) > MAX_KEYPOINTS for skeleton in header.skeletons):
        raise RecordingError(
            f"A recording holds at most {MAX_PEOPLE} people of {MAX_KEYPOINTS} keypoints; please write several."
        )
    return data


def decode_header(data: bytes) -> Header:
    """Read and check a header.

    Raises
    ------
    DamagedRecording
        If anything in it is missing, of the wrong kind, or out of bounds.
    """
    try:
        document = json.loads(data, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise damaged("its header cannot be read") from error
    fields = _require(document, dict, "the header")
    skeletons = tuple(_skeleton(each) for each in _list(fields, "skeletons", MAX_PEOPLE))
    people = tuple(
        _whole(each, 0, len(skeletons) - 1, "people") for each in _list(fields, "people", MAX_PEOPLE)
    )
    width, height = (_whole(side, 0, _MAX_SIDE_PX, "image_size") for side in _pair(fields.get("image_size")))
    clock_hz = fields.get("clock_hz")
    largest = max([1, *map(len, skeletons)])
    instants = _whole(fields.get("instants"), 0, _MAX_INSTANTS if people else 0, "instants")
    return Header(
        skeletons=skeletons,
        people=people,
        instants=instants,
        image_size=(width, height),
        steps=_steps(_list(fields, "channels", len(CHANNELS))),
        clock_hz=None if clock_hz is None else _whole(clock_hz, 1, 2**53, "clock_hz"),
        block_instants=_whole(
            fields.get("block_instants"),
            1,
            min(MAX_BLOCK_INSTANTS, MAX_BLOCK_POINTS // largest),
            "block_instants",
        ),
        metadata=_texts(fields.get("metadata"), "metadata"),
        tracks=_tracks(_list({"tracks": [], **fields}, "tracks", MAX_PEOPLE), len(people)),
        looked_at=_looked_at(fields.get("looked_at"), instants),
    )


def _is_same(one: Skeleton, other: Skeleton) -> bool:
    # `==` compares names and keypoints only; a recording keeps the edges and mirrors too.
    return one == other and one.edges == other.edges and dict(one.mirrors) == dict(other.mirrors)


def _skeleton_document(skeleton: Skeleton) -> dict[str, Any]:
    return {
        "name": skeleton.name,
        "keypoints": list(skeleton.keypoints),
        "edges": skeleton.edge_indices.tolist(),
        "mirrors": [[skeleton.index(one), skeleton.index(other)] for one, other in skeleton.mirrors.items()],
    }


def _skeleton(document: object) -> Skeleton:
    fields = _require(document, dict, "a skeleton")
    keypoints = [_require(name, str, "a keypoint") for name in _list(fields, "keypoints", MAX_KEYPOINTS)]
    last = len(keypoints) - 1
    edges, mirrors = (
        [
            (keypoints[_whole(one, 0, last, name)], keypoints[_whole(other, 0, last, name)])
            for one, other in map(_pair, _list(fields, name, MAX_EDGES))
        ]
        for name in ("edges", "mirrors")
    )
    try:
        return Skeleton(
            _require(fields.get("name"), str, "a name"), tuple(keypoints), tuple(edges), dict(mirrors)
        )
    except ValueError as error:
        raise damaged("a skeleton contradicts itself") from error


def _steps(documents: list[Any]) -> FloatArray:
    fields = [_require(document, dict, "a channel") for document in documents]
    if [each.get("name") for each in fields] != [channel.name for channel in CHANNELS]:
        raise damaged("its channels are not those of this format")
    steps = [each.get("step") for each in fields]
    if not all(isinstance(step, float) and 0 < step < 1e9 for step in steps):
        raise damaged("a quantisation step is out of bounds")
    return np.array(steps, dtype=np.float64)


def _tracks(documents: list[Any], sequences: int) -> tuple[TrackKey, ...]:
    fields = [_require(document, dict, "a track") for document in documents]
    if len(fields) > sequences:
        raise damaged("tracks has too many entries")
    last = sequences - len(fields) - 1
    try:
        return tuple(
            (_whole(each.get("person"), 0, last, "tracks"), Part(str(each.get("part")))) for each in fields
        )
    except ValueError as error:
        raise damaged("a track is of an unknown part") from error


def _looked_at(text: object, instants: int) -> NDArray[np.bool_] | None:
    if text is None:
        return None
    try:
        bits = base64.b64decode(_require(text, str, "looked_at"), validate=True)
    except ValueError as error:
        raise damaged("looked_at is of the wrong kind") from error
    if len(bits) != -(-instants // 8):
        raise damaged("looked_at has another length than the times")
    return np.unpackbits(np.frombuffer(bits, np.uint8), count=instants).astype(bool)


def _texts(document: object, name: str) -> dict[str, str]:
    texts = _require(document, dict, name)
    return {_require(key, str, name): _require(text, str, name) for key, text in texts.items()}


def _require(value: object, kind: type[T], name: str) -> T:
    if not isinstance(value, kind):
        raise damaged(f"{name} is of the wrong kind")
    return value


def _whole(value: object, least: int, most: int, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise damaged(f"{name} is out of bounds")
    return value


def _list(fields: dict[str, Any], name: str, most: int) -> list[Any]:
    values = _require(fields.get(name), list, name)
    if len(values) > most:
        raise damaged(f"{name} has too many entries")
    return values


def _pair(value: object) -> tuple[object, object]:
    if not isinstance(value, list) or len(value) != 2:
        raise damaged("a pair is of the wrong kind")
    return value[0], value[1]


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(word)
