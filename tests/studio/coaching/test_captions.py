"""What the coached film says, instant by instant."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.synthetic.performance import perform

from poise.analysis.repetition import Engine, Level
from poise.catalogue import catalogue
from poise.drawing import FilmFrame
from poise.isolation.codec import decode, encode
from poise.pose import PoseSequence
from poise.studio.coaching.captions import Captions, caption_set
from poise.studio.coaching.film import CoachingFilm

SQUATS = perform("squat", rate_hz=15, repetitions=3).sequence
PLANK = perform("plank", rate_hz=15, hold_s=6).sequence


def captions(exercise: str, person: PoseSequence | None) -> Captions:
    return caption_set(person, catalogue()[exercise], Level.STANDARD)


@pytest.mark.parametrize(("exercise", "person"), [("squat", SQUATS), ("plank", PLANK)])
def test_the_counts_are_those_of_the_engine_at_that_instant(exercise: str, person: PoseSequence) -> None:
    said, engine = captions(exercise, person), Engine(catalogue()[exercise])
    for pose in person:
        engine.update(pose)
        live, caption = engine.live, said.at(pose.time_s)
        assert (caption.attempted, caption.accurate) == (live.attempted, live.accurate)
        assert (caption.hold_s, caption.band) == (live.hold_s, live.band)
        assert caption.progress == live.progress or math.isnan(live.progress)
    assert said.is_hold == (exercise == "plank")
    assert max(engine.live.accurate, engine.live.hold_s) > 2


def test_a_verdict_stands_for_a_moment_only() -> None:
    said = captions("squat", SQUATS)
    verdicts = [said.at(float(time_s)).is_accurate for time_s in SQUATS.times_s]
    shown_s = sum(one is not None for one in verdicts) / 15
    assert shown_s == pytest.approx(3 * 1.2, abs=0.5)
    assert said.at(-1.0).is_accurate is None


def test_before_the_first_frame_and_for_nobody_the_count_is_empty() -> None:
    for said in (captions("squat", SQUATS), captions("squat", None)):
        caption = said.at(-1.0)
        assert (caption.attempted, caption.accurate, caption.is_accurate, caption.cue) == (0, 0, None, "")


@pytest.mark.parametrize(("exercise", "person"), [("squat", SQUATS), ("plank", PLANK), ("squat", None)])
def test_captions_cross_to_the_child_as_they_were(exercise: str, person: PoseSequence | None) -> None:
    said = captions(exercise, person)
    arrays: dict[str, NDArray[Any]] = {}
    back = decode(json.loads(json.dumps(encode(said, Captions, arrays))), Captions, arrays)
    for time_s in (-1.0, *said.times_s.tolist(), 1e6):
        assert repr(back.at(time_s)) == repr(said.at(time_s))


@pytest.mark.parametrize(("exercise", "person"), [("squat", SQUATS), ("plank", PLANK)])
def test_the_film_shows_that_something_was_done(exercise: str, person: PoseSequence) -> None:
    film = CoachingFilm(captions(exercise, person))
    drawn = []
    for index in (0, len(person) - 1):
        pixels = np.zeros((person.image_size[1], person.image_size[0], 3), np.uint8)
        film.draw(pixels, FilmFrame(index, float(person.times_s[index]), (None,), (4.0,)))
        drawn.append(pixels)
    assert drawn[0].any()
    assert (drawn[0] != drawn[1]).any()
