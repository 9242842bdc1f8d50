"""Measure how small recordings are and how fast they are written and read.

    python -m benchmarks.speed.recording_size TRACK.npz ...

prints a table in Markdown: bytes per frame with all eight values of a keypoint, with the picture's five only (x, y, z,
visibility, presence), and milliseconds per frame. The reference tracks know no presence; the square root of the
visibility one frame earlier stands in for it, so that the figures hold for recordings that do.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from poise.media.recording import Recording, decode_recording, encode_recording
from poise.media.recording.framing import unpack
from poise.media.tracks import read_track
from poise.pose import PoseSequence


def main(paths: list[str]) -> None:
    """Print the table."""
    print("| track | frames | bytes/frame | picture only | error, of the side | error mm | write | read |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    rows = [_row(Path(path)) for path in paths]
    for row in rows:
        print(_line(row))
    frames = sum(row["frames"] for row in rows)
    total = {
        key: sum(row[key] * row["frames"] for row in rows) / frames
        for key in ("all", "picture", "write", "read")
    }
    worst = {key: max(row[key] for row in rows) for key in ("error", "error_mm")}
    print(_line({"name": "**all**", "frames": frames, **total, **worst}))
    print(
        f"\nheader and framing: about {rows[0]['head']} bytes per recording; write and read in ms per frame"
    )


def _row(path: Path) -> dict[str, Any]:
    person = _with_presence(read_track(path).people[0])
    frames = len(person)
    recording = Recording((person,), {"media": path.name, "model": "full"})
    data = encode_recording(recording)
    back = decode_recording(data).people[0]
    width, height = person.image_size
    nowhere = np.full_like(person.world, np.nan)
    return {
        "name": path.stem,
        "frames": frames,
        "all": len(data) / frames,
        "picture": len(encode_recording(Recording((replace(person, world=nowhere),)))) / frames,
        "error": np.nanmax(np.abs(back.image - person.image) / [width, height, width]),
        "error_mm": 1000 * np.nanmax(np.abs(back.world - person.world)),
        "write": _ms(lambda: encode_recording(recording)) / frames,
        "read": _ms(lambda: decode_recording(data)) / frames,
        "head": len(data) - sum(len(section.packed) for section in unpack(data)[1:]),
    }


def _with_presence(person: PoseSequence) -> PoseSequence:
    return replace(person, presence=np.sqrt(np.roll(person.visibility, 1, axis=0)))


def _ms(call: Callable[[], object]) -> float:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def _line(row: dict[str, Any]) -> str:
    return (
        f"| {row['name']} | {row['frames']} | {row['all']:.0f} | {row['picture']:.0f} | {row['error']:.6f} "
        f"| {row['error_mm']:.4f} | {row['write']:.3f} | {row['read']:.3f} |"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
