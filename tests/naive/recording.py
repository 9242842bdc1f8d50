"""A slow decoder of recordings, written from docs/recording-format.md and nothing else."""

from __future__ import annotations

import json
import math
import struct
import zlib
from typing import Any

import zstandard

Value = list[list[list[float]]]


def _signed(folded: int) -> int:
    return folded // 2 if folded % 2 == 0 else -(folded + 1) // 2


def _wrapped(number: int, bits: int) -> int:
    number %= 2**bits
    return number - 2**bits if number >= 2 ** (bits - 1) else number


def _word(data: bytes, at: int, count: int, size: int) -> int:
    """Number `at` of `count` numbers whose bytes lie plane by plane, lowest first."""
    return sum(data[plane * count + at] << (8 * plane) for plane in range(size))


def sections_of(data: bytes) -> list[tuple[bytes, bytes]]:
    magic, version, reserved, count, length = struct.unpack("<8sHHIQ", data[:24])
    assert (magic, reserved, length) == (b"\x89POISE\r\n", 0, len(data))
    assert version in (1, 2)
    assert struct.unpack("<I", data[24:28])[0] == zlib.crc32(data[:24])
    sections, at = [], 28
    for _ in range(count):
        tag, packed, raw, checksum = struct.unpack("<4sIII", data[at : at + 16])
        body = data[at + 16 : at + 16 + packed]
        assert checksum == zlib.crc32(data[at : at + 12] + body)
        content = zstandard.ZstdDecompressor().decompress(body)
        assert len(content) == raw
        sections.append((tag, content))
        at += 16 + packed
    assert at == len(data)
    return sections


def times_of(data: bytes, clock_hz: int | None) -> list[float]:
    count = len(data) // 8
    times, rate, number = [], 0, 0
    for at in range(count):
        rate = _wrapped(rate + _signed(_word(data, at, count, 8)), 64)
        number = _wrapped(number + rate, 64)
        bits = struct.unpack("<d", struct.pack("<q", number))[0]
        times.append(bits if clock_hz is None else number / clock_hz)
    return times


def leaders_of(skeleton: dict[str, Any]) -> list[int]:
    return [
        max(
            [min(edge) for edge in skeleton["edges"] if max(edge) == point and min(edge) != point], default=-1
        )
        for point in range(len(skeleton["keypoints"]))
    ]


def block_of(data: bytes, keypoints: int, instants: int, steps: list[float], leads: list[int]) -> Value:
    """Values [channel][keypoint][instant]."""
    count = len(steps) * keypoints * instants
    states, planes, wide = data[:count], data[count : 3 * count], data[3 * count :]
    values: Value = []
    used = 0
    for channel, step in enumerate(steps):
        moves: list[list[int]] = []
        values.append([])
        for keypoint in range(keypoints):
            start = (channel * keypoints + keypoint) * instants
            own = [_signed(_word(planes, start + at, count, 2)) for at in range(instants)]
            lead = moves[leads[keypoint]] if leads[keypoint] >= 0 else [0] * instants
            moves.append([one + other for one, other in zip(own, lead, strict=True)])
            state, number, row = 0, 0, []
            for at in range(instants):
                state ^= states[start + at]
                number = _wrapped(number + moves[keypoint][at], 16)
                if state == 2:
                    row.append(struct.unpack("<d", wide[8 * used : 8 * used + 8])[0])
                    used += 1
                else:
                    row.append(number * step if state == 0 else math.nan)
            values[channel].append(row)
    assert 8 * used == len(wide)
    return values


def decode(data: bytes) -> dict[str, Any]:
    """Return the header, the times, and for each person the values [channel][keypoint][instant]."""
    sections = sections_of(data)
    assert [tag for tag, _ in sections] == [b"HEAD", b"TIME"] + [b"POSE"] * (len(sections) - 2)
    header = json.loads(sections[0][1])
    steps = [channel["step"] for channel in header["channels"]]
    blocks = iter(content for _, content in sections[2:])
    skeletons = [header["skeletons"][kind] for kind in header["people"]]
    people: list[Value] = [[[[] for _ in skeleton["keypoints"]] for _ in steps] for skeleton in skeletons]
    for start in range(0, header["instants"], header["block_instants"]):
        instants = min(header["block_instants"], header["instants"] - start)
        for person, skeleton in zip(people, skeletons, strict=True):
            keypoints = len(skeleton["keypoints"])
            block = block_of(next(blocks), keypoints, instants, steps, leaders_of(skeleton))
            for channel, rows in enumerate(block):
                for keypoint, row in enumerate(rows):
                    person[channel][keypoint].extend(row)
    assert next(blocks, None) is None
    return {"header": header, "times_s": times_of(sections[1][1], header["clock_hz"]), "people": people}
