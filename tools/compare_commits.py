"""Compare what two commits answer on the reference data: coaching, comparing, estimating, recognising.

Usage: ``python tools/compare_commits.py BEFORE AFTER [--clips] [--data FOLDER]``. Each commit is checked out into a
folder of its own and asked through its terminal; every difference is printed with its path. Keys named ``kind`` that
only one of them has are left out: they say what a result is, and nothing else.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
LEVELS = ("beginner", "standard", "strict")
_MAX_SHOWN = 40


def main() -> int:
    """Print the differences; returns 1 if there are any."""
    options = _options()
    questions = list(_questions(options.data, with_clips=options.clips))
    with tempfile.TemporaryDirectory() as folder:
        answers = [
            _answers(_checkout(commit, Path(folder) / name), questions)
            for name, commit in (("before", options.before), ("after", options.after))
        ]
        for name in ("before", "after"):
            _git("worktree", "remove", "--force", str(Path(folder) / name))
    different = 0
    for question, before, after in zip(questions, *answers, strict=True):
        found = list(_differences(before, after, ""))
        different += bool(found)
        for line in found[:_MAX_SHOWN]:
            print(f"{' '.join(Path(word).name for word in question)}: {line}")
    refused = sum(isinstance(answer, dict) and "said" in answer for answer in answers[0])
    print(f"{len(questions)} questions, {refused} refused before, {different} answered differently")
    return int(different > 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("--clips", action="store_true", help="estimate the films, too (minutes)")
    data = os.environ.get("POISE_REFERENCE_DATA") or str(REPOSITORY.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=Path(data))
    return parser.parse_args()


def _questions(data: Path, *, with_clips: bool) -> Iterator[list[str]]:
    for name in ("exercise", "exercise_wild"):
        tracks = data / name / "tracks"
        with (data / name / "manifest.csv").open(newline="") as file:
            known = sorted((row["exercise"], row["file"]) for row in csv.DictReader(file))
        for exercise, rows in groupby(known, key=lambda row: row[0]):
            files = [str(track) for _, file in rows if (track := tracks / f"{Path(file).stem}.npz").is_file()]
            if files:
                for level in LEVELS:
                    yield ["coach", *files, "--exercise", exercise, "--level", level, "--json"]
        for track in sorted(tracks.glob("*.npz"))[::3]:
            yield ["coach", str(track), "--json"]
    pictures = sorted((data / "photographs").glob("*/*.jpg"))[::7]
    for reference, attempt in zip(pictures[::2], pictures[1::2], strict=False):
        yield ["compare", str(reference), str(attempt), "--json"]
    yield ["compare", str(pictures[0]), str(pictures[0].parent), "--json"]
    if with_clips:
        for clip in sorted((data / "exercise" / "clips").glob("*.mp4")):
            yield ["estimate", str(clip), "--segments", "1", "--json"]
            yield ["estimate", str(clip), "--segments", "1", "--quiet", "-o", "{folder}/poses.json"]


def _checkout(commit: str, folder: Path) -> Path:
    _git("worktree", "add", "--detach", "--force", str(folder), commit)
    return folder


def _git(*arguments: str) -> None:
    subprocess.run(["git", "-C", str(REPOSITORY), *arguments], check=True, capture_output=True)


def _answers(checkout: Path, questions: list[list[str]]) -> list[object]:
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(lambda question: _answer(checkout, question), questions))


def _answer(checkout: Path, question: list[str]) -> object:
    with tempfile.TemporaryDirectory() as folder:
        words = [word.replace("{folder}", folder) for word in question]
        done = subprocess.run(
            [sys.executable, "-m", "poise", *words],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(checkout / "src")},
        )
        files = sorted(Path(folder).iterdir())
        output = files[0].read_text() if files else done.stdout
    try:
        return json.loads(output)
    except ValueError:
        return {"exit": done.returncode, "printed": output, "said": done.stderr}


def _differences(before: object, after: object, path: str) -> Iterator[str]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            if key == "kind" and (key in before) != (key in after):
                continue
            yield from _differences(before.get(key, "nothing"), after.get(key, "nothing"), f"{path}/{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, pair in enumerate(zip(before, after, strict=True)):
            yield from _differences(*pair, f"{path}/{index}")
    elif before != after and str(before) != str(after):
        yield f"{path}: {str(before)[:200]} -> {str(after)[:200]}"


if __name__ == "__main__":
    sys.exit(main())
