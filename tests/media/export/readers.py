"""Small readers of the exported texts, written from the formats' documentation and not from the writers."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path


def number(cell: str) -> float:
    return float(cell) if cell.strip() else math.nan


def read_csv(path: Path) -> list[dict[str, float]]:
    with path.open(newline="", encoding="utf-8") as file:
        return [
            {name: number(cell) for name, cell in row.items()} for row in csv.DictReader(file, strict=True)
        ]


@dataclass
class Trc:
    head: dict[str, str]
    markers: list[str]
    frames: list[int]
    times_s: list[float]
    points: list[list[tuple[float, float, float]]]


def read_trc(path: Path) -> Trc:
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").split("\n")]
    assert lines[0][:3] == ["PathFileType", "4", "(X/Y/Z)"]
    assert lines[3][:2] == ["Frame#", "Time"]
    assert lines[5] == [""]
    markers = lines[3][2::3]
    assert lines[4][2:] == [f"{axis}{place + 1}" for place in range(len(markers)) for axis in "XYZ"]
    rows = lines[6:-1]
    assert all(len(row) == 3 + 3 * len(markers) and not row[-1] for row in rows), "a row ends with a tab"
    points = [[number(cell) for cell in row[2:-1]] for row in rows]
    return Trc(
        dict(zip(lines[1], lines[2], strict=True)),
        markers,
        [int(row[0]) for row in rows],
        [float(row[1]) for row in rows],
        [list(zip(row[::3], row[1::3], row[2::3], strict=True)) for row in points],
    )


def read_mot(path: Path) -> tuple[dict[str, str], dict[str, list[float]]]:
    lines = path.read_text(encoding="utf-8").split("\n")
    end = lines.index("endheader")
    head = dict(line.split("=") for line in lines[1:end])
    names = lines[end + 1].split("\t")
    rows = [[float(cell) for cell in line.split("\t")] for line in lines[end + 2 : -1]]
    return head, {name: [row[place] for row in rows] for place, name in enumerate(names)}
