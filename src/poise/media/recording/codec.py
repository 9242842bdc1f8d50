"""Recordings to bytes and back; docs/recording-format.md says the same in words, byte by byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import BinaryIO

import numpy as np

from poise.errors import PoseError, RecordingError
from poise.media.recording.block import block_bytes, decode_block, encode_block, leaders
from poise.media.recording.channels import CHANNELS, empty_arrays, fill, values_of
from poise.media.recording.framing import Section, damaged, pack, pack_into, unpack
from poise.media.recording.header import Header, decode_header, encode_header, header_for
from poise.media.recording.limits import MAX_HEADER_BYTES, RecordingLimits
from poise.media.recording.recording import PartTrack, Recording
from poise.media.recording.times import clock_of, decode_times, encode_times
from poise.pose import FloatArray, PoseSequence

_HEADER, _TIMES, _BLOCK = b"HEAD", b"TIME", b"POSE"


def encode_recording(recording: Recording) -> bytes:
    """Return a recording as bytes.

    Times, gaps (NaN) and values beyond 16 bits are kept exactly; everything else up to half a step: 0.00024 of the
    picture's width or height, 0.12 mm, 0.002 of a likelihood. Encoding what was decoded changes nothing more.

    Raises
    ------
    RecordingError
        If it is larger than readers accept.

    Examples
    --------
    >>> from poise.media.recording import Recording, decode_recording, encode_recording
    >>> decode_recording(encode_recording(Recording((), {"media": "squat.mp4"}))).metadata["media"]
    'squat.mp4'
    """
    header = header_for(recording)
    _require_readable(header)
    return pack(_contents(recording, header), _version(header))


def write_parts(file: BinaryIO, times_s: FloatArray, parts: Callable[[], Iterable[Recording]]) -> None:
    """Write one recording of what was recorded in parts, holding one of them at a time.

    Parameters
    ----------
    file : binary file
        Written from its place on.
    times_s : (T,) float64
        The times of all parts, one after the other.
    parts : callable
        Gives at least one part, each time anew; each of the same people and tracks, with the same image size, later
        than the one before. The first one's metadata are kept, and it decides whether it is written which instants
        were looked at.

    Raises
    ------
    RecordingError
        If it is larger than readers accept.
    """
    first = next(iter(parts()))
    looked_at = None
    if first.looked_at is not None:
        looked_at = np.concatenate([part.is_looked_at for part in parts()])
    header = replace(
        header_for(first), instants=len(times_s), clock_hz=clock_of(times_s), looked_at=looked_at
    )
    _require_readable(header)
    pack_into(file, lambda: _contents_of_parts(header, times_s, parts()), _version(header))


def decode_recording(data: bytes, limits: RecordingLimits | None = None) -> Recording:
    """Return the recording that `encode_recording` made into bytes.

    Parameters
    ----------
    data : bytes
        The whole recording.
    limits : RecordingLimits, optional
        Bounds on memory; sizes are checked against them before anything is unpacked.

    Raises
    ------
    DamagedRecording
        If it was truncated or altered anywhere, or is no recording.
    NewerRecording
        If a newer Poise wrote it.
    RecordingError
        If it is over the limits.
    """
    limits = limits or RecordingLimits()
    _require_bytes(len(data), limits.max_file_bytes)
    sections = unpack(bytes(data))
    if len(sections) < 2:
        raise damaged("sections are missing")
    header = decode_header(sections[0].unpack(_HEADER, at_least=2, at_most=MAX_HEADER_BYTES))
    _require_bytes(header.array_bytes, limits.max_array_bytes)
    blocks = header.blocks()
    if len(sections) != 2 + len(blocks) * len(header.people):
        raise damaged("it has not as many sections as its header promises")
    size = 8 * header.instants
    times_s = decode_times(sections[1].unpack(_TIMES, at_least=size, at_most=size), header.clock_hz)
    sequences = tuple(
        _decode_sequence(header, number, times_s, sections[2 + number :: len(header.people)])
        for number in range(len(header.people))
    )
    return _recording(header, sequences)


def _contents(recording: Recording, header: Header) -> Iterator[tuple[bytes, bytes]]:
    yield _HEADER, encode_header(header)
    yield _TIMES, encode_times(recording.times_s, header.clock_hz)
    leads = [leaders(person.skeleton) for person in recording.sequences]
    for stretch in header.blocks():
        for person, own_leads in zip(recording.sequences, leads, strict=True):
            yield _BLOCK, encode_block(values_of(person, stretch), header.steps, own_leads)


def _contents_of_parts(
    header: Header, times_s: FloatArray, parts: Iterable[Recording]
) -> Iterator[tuple[bytes, bytes]]:
    yield _HEADER, encode_header(header)
    yield _TIMES, encode_times(times_s, header.clock_hz)
    skeletons = [header.skeletons[index] for index in header.people]
    leads = [leaders(skeleton) for skeleton in skeletons]
    size = header.block_instants
    waiting = [np.empty((len(CHANNELS), len(skeleton), 0)) for skeleton in skeletons]

    def block(instants: int) -> Iterator[tuple[bytes, bytes]]:
        for number, values in enumerate(waiting):
            yield _BLOCK, encode_block(values[:, :, :instants], header.steps, leads[number])
            waiting[number] = values[:, :, instants:]

    for part in parts:
        for number, sequence in enumerate(part.sequences):
            values = values_of(sequence, slice(0, len(sequence)))
            waiting[number] = np.concatenate([waiting[number], values], axis=2)
        while waiting[0].shape[2] >= size:
            yield from block(size)
    if waiting[0].shape[2]:
        yield from block(size)


def _version(header: Header) -> int:
    """Return the oldest format that can hold it: bodies alone are read by every Poise."""
    return 2 if header.tracks else 1


def _recording(header: Header, sequences: tuple[PoseSequence, ...]) -> Recording:
    people = sequences[: len(sequences) - len(header.tracks)]
    try:
        tracks = tuple(
            PartTrack(who, part, poses)
            for (who, part), poses in zip(header.tracks, sequences[len(people) :], strict=True)
        )
        return Recording(people, header.metadata, header.image_size, tracks, header.looked_at)
    except PoseError as error:
        raise damaged("a track contradicts itself") from error


def _require_readable(header: Header) -> None:
    if header.array_bytes > RecordingLimits().max_array_bytes:
        raise RecordingError("The recording is too long to be read again; please write it in shorter parts.")


def _decode_sequence(
    header: Header, number: int, times_s: FloatArray, sections: list[Section]
) -> PoseSequence:
    skeleton = header.skeletons[header.people[number]]
    arrays = empty_arrays(header.instants, len(skeleton))
    leads = leaders(skeleton)
    for stretch, section in zip(header.blocks(), sections, strict=True):
        shape = (len(CHANNELS), len(skeleton), stretch.stop - stretch.start)
        least, most = block_bytes(shape[1] * shape[2])
        data = section.unpack(_BLOCK, at_least=least, at_most=most)
        fill(arrays, decode_block(data, shape, header.steps, leads), stretch)
    try:
        return PoseSequence(skeleton=skeleton, times_s=times_s, image_size=header.image_size, **arrays)
    except PoseError as error:
        raise damaged("its times do not increase") from error


def _require_bytes(size: int, most: int) -> None:
    if size > most:
        raise RecordingError(
            f"The recording takes {size} bytes, and at most {most} are read; please cut it shorter."
        )
