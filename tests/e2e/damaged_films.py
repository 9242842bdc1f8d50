"""Films that are damaged in every way that bytes can be, and files that are no films at all."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from tests.media.made_media import write_video

Damage = Callable[[bytearray, random.Random], bytes]

_CODECS = {"mp4": "libx264", "mov": "libx264", "mkv": "libx264", "webm": "libvpx", "avi": "mpeg4"}
_LIES = (0, 1, 7, 2**31 - 1, 2**31, 2**32 - 1)


def sound_films(folder: Path) -> list[bytes]:
    """Return a short film of each container."""
    return [
        write_video(folder / f"sound.{suffix}", codec=codec).read_bytes() for suffix, codec in _CODECS.items()
    ]


def _cut_off(data: bytearray, chance: random.Random) -> bytes:
    return bytes(data[: chance.randrange(1, len(data))])


def _flip_bits(data: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 10, 200))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _lose_a_block(data: bytearray, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    data[start : start + 4096] = bytes(len(data[start : start + 4096]))
    return bytes(data)


def _repeat_a_block(data: bytearray, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    block = bytes(data[start : start + 1000])
    return bytes(data[:start]) + block * chance.randrange(2, 50) + bytes(data[start:])


def _lie_about_a_size(data: bytearray, chance: random.Random) -> bytes:
    """Put a wrong number where a box, an element or an index may have one."""
    for _ in range(chance.randrange(1, 4)):
        start = chance.randrange(max(1, len(data) - 4))
        data[start : start + 4] = chance.choice(_LIES).to_bytes(4, "big")
    return bytes(data)


def _keep_only_the_head(data: bytearray, chance: random.Random) -> bytes:
    return bytes(data[:64]) + chance.randbytes(chance.randrange(20_000))


def _change_the_head(data: bytearray, chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(1, 16)) + bytes(data[16:])


def _write_noise(data: bytearray, chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(1, len(data)))


def _write_text(_data: bytearray, chance: random.Random) -> bytes:
    lines = (
        "#EXTM3U\nfile:///etc/passwd\n",
        "<svg onload='alert(1)'/>",
        "ffconcat version 1.0\nfile '/etc/hosts'\n",
    )
    return (chance.choice(lines) * chance.randrange(1, 300)).encode()


DAMAGES: tuple[Damage, ...] = (
    _cut_off, _flip_bits, _lose_a_block, _repeat_a_block, _lie_about_a_size, _keep_only_the_head, _change_the_head,
    _write_noise, _write_text,
)  # fmt: skip


def damaged(films: list[bytes], chance: random.Random) -> tuple[str, bytes]:
    """Return a damaged film, and how it was damaged."""
    damage = chance.choice(DAMAGES)
    return damage.__name__.strip("_"), damage(bytearray(chance.choice(films)), chance)
