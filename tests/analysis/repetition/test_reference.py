"""The engine on labelled tracks of real clips."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.accuracy.repetitions.clips import Clip, read_clips
from benchmarks.accuracy.repetitions.perturb import PERTURBATIONS

from poise.analysis.repetition import Engine, Kind
from poise.catalogue import catalogue

pytestmark = pytest.mark.reference

# Where nothing is left to see: overhead the left hand leaves the picture, and the right one is hidden.
HIDDEN = {"right limbs hidden": {"mm_overhead_press": 0}}


@pytest.fixture(scope="module")
def clips(reference_data: Path) -> list[Clip]:
    return [clip for clip in read_clips(reference_data / "exercise") if clip.is_strict]


def counts(clips: list[Clip], disturbance: str) -> dict[str, int]:
    found = {}
    for clip in clips:
        engine = Engine(catalogue()[clip.exercise])
        for pose in PERTURBATIONS[disturbance](clip.sequence):
            engine.update(pose)
        found[clip.name] = engine.finish().attempted
    return found


@pytest.mark.parametrize("disturbance", PERTURBATIONS)
def test_every_strict_clip_is_counted_exactly_however_it_is_disturbed(
    clips: list[Clip], disturbance: str
) -> None:
    expected = {clip.name: clip.count for clip in clips} | HIDDEN.get(disturbance, {})
    assert counts(clips, disturbance) == expected


def test_no_hold_is_seen_in_repetitions_and_no_repetition_in_holds(clips: list[Clip]) -> None:
    for exercise in catalogue().values():
        if exercise.kind is Kind.HOLD:
            for clip in clips:
                engine = Engine(exercise)
                for pose in clip.sequence:
                    engine.update(pose)
                assert engine.finish().attempted == 0
