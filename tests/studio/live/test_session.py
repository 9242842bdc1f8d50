from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.analysis.repetition.figure import film, squats
from tests.studio.live.stream_maker import frame, frames, mark
from tests.synthetic.performance import perform

from poise.catalogue import catalogue
from poise.errors import DamagedRecording
from poise.media.recording import decode_recording
from poise.media.tracks import read_track
from poise.studio.activities import BUILT_IN
from poise.studio.coaching.coach import judge
from poise.studio.coaching.plan import CoachingPlan, SetTarget
from poise.studio.coaching.session_results import CoachingDetails, CoachingState, NumberedSet
from poise.studio.live import (
    Item,
    ItemKind,
    LiveSession,
    Mark,
    decode_items,
    encode_item,
    recording_chunks,
)
from poise.studio.live.events import NumberedEvent

SIZE = (640, 480)


def session(target: SetTarget | None = None) -> LiveSession:
    return LiveSession(BUILT_IN.make(CoachingPlan(exercise="squat", target=target)), SIZE)


def kinds(events: Sequence[NumberedEvent]) -> list[str]:
    return [one.event.kind for one in events]


def result(live: LiveSession) -> CoachingDetails:
    details = live.finish().details
    assert isinstance(details, CoachingDetails)
    return details


def state(live: LiveSession) -> CoachingState:
    assert isinstance(live.state, CoachingState)
    return live.state


def later(items: list[Item], by_s: float) -> list[Item]:
    return [replace(item, time_s=item.time_s + by_s) for item in items]


FIVE = frames(film(squats(115), 10.4))


def test_five_squats_are_told_one_by_one_and_summed_up() -> None:
    live = session()
    live.take_all(FIVE)
    assert kinds(live.events).count("repetition") == 5
    assert [event.number for event in live.events] == list(range(len(live.events)))
    done = result(live)
    assert (done.attempted, done.accurate, done.score) == (5, 5, 100)
    assert [len(one.repetitions) for one in done.sets] == [5]


@pytest.mark.parametrize("cut", [0, 1, 77, 150, len(FIVE)])
def test_a_session_that_is_replayed_from_its_bytes_goes_on_as_if_nothing_had_happened(cut: int) -> None:
    whole, resumed = session(), session()
    whole.take_all(FIVE)
    stored = b"".join(encode_item(item) for item in FIVE[:cut])
    resumed.take_all(decode_items(stored))
    resumed.take_all(FIVE[cut:])
    assert resumed.events == whole.events
    assert resumed.state == whole.state
    assert resumed.finish() == whole.finish()


def test_a_second_set_counts_for_itself_and_rest_counts_nothing() -> None:
    live = session()
    live.take_all(FIVE)
    live.take(mark(Mark.SET_ENDS, 11.0))
    live.take_all(later(FIVE, 12.0))
    assert state(live).phase == "resting"
    live.take(mark(Mark.SET_BEGINS, 23.0))
    assert (state(live).set, state(live).attempted) == (2, 0)
    live.take_all(later(FIVE, 24.0))
    assert state(live).attempted == 5
    done = result(live)
    assert [one.attempted for one in done.sets] == [5, 5]
    assert (done.attempted, kinds(live.events).count("set")) == (10, 2)


def test_a_set_that_was_begun_but_not_done_is_left_out() -> None:
    live = session()
    live.take_all(FIVE)
    live.take(mark(Mark.SET_ENDS, 11.0))
    live.take(mark(Mark.SET_BEGINS, 11.5))
    assert len(result(live).sets) == 1


def test_while_paused_nothing_counts() -> None:
    live = session()
    live.take(mark(Mark.PAUSE, 0.0))
    live.take_all(later(FIVE, 1.0))
    assert state(live).paused
    live.take(mark(Mark.GO_ON, 12.0))
    live.take_all(later(FIVE, 13.0))
    assert result(live).attempted == 5


@pytest.mark.parametrize(
    ("kind", "amount", "after"), [("repetitions", 3, 3), ("accurate", 2, 2), ("repetitions", 6, None)]
)
def test_a_target_is_told_once_when_it_is_reached(kind: Any, amount: float, after: int | None) -> None:
    live = session(SetTarget.model_validate({kind: amount}))
    live.take_all(FIVE)
    told = kinds(live.events)
    assert told.count("target") == (after is not None)
    if after is not None:
        assert told[: told.index("target")].count("repetition") == after


@pytest.mark.parametrize(
    "wrong", [Item(ItemKind.NOBODY, 0.9), Item(ItemKind.NOBODY, 1.0), mark(Mark.PAUSE, 0.5)]
)
def test_time_that_goes_back_is_refused_and_changes_nothing(wrong: Item) -> None:
    live = session()
    live.take(Item(ItemKind.NOBODY, 1.0))
    before = (live.items, live.state, list(live.events))
    with pytest.raises(DamagedRecording, match="does not follow"):
        live.take(wrong)
    assert (live.items, live.state, live.events) == before


def test_the_recording_holds_every_picture_in_chunks_of_half_a_minute() -> None:
    long = [*FIVE, Item(ItemKind.NOBODY, 29.0), mark(Mark.SET_ENDS, 30.0), *later(FIVE, 31.0)]
    chunks = [
        decode_recording(chunk).people[0] for chunk in recording_chunks(long, SIZE, {"exercise": "squat"})
    ]
    assert [len(chunk.times_s) for chunk in chunks] == [len(FIVE) + 1, len(FIVE)]
    assert np.allclose(
        np.concatenate([chunk.times_s for chunk in chunks]), [i.time_s for i in long if not i.mark]
    )
    assert np.isnan(chunks[0].image[-1]).all()


@pytest.mark.reference
@pytest.mark.parametrize(("track", "exercise"), [("rohan_squat", "squat"), ("mm_bicep_curl", "biceps-curl")])
def test_a_live_session_says_what_the_recorded_set_says(
    reference_data: Path, track: str, exercise: str
) -> None:
    path = reference_data / "exercise" / "tracks" / f"{track}.npz"
    (person,) = read_track(path).people
    # The wire carries 32 bits; both must see the same numbers.
    seen = [frame(pose) for pose in person]
    live = LiveSession(BUILT_IN.make(CoachingPlan(exercise=exercise)), person.image_size)
    live.take_all(seen)
    poses = type(person).from_poses([item.pose(person.image_size) for item in seen])
    summary, _ = judge(poses, catalogue()[exercise])
    assert result(live).sets == (NumberedSet.numbered(1, summary),)


PLANK = perform("plank", rate_hz=15, hold_s=20).sequence


def plank_session() -> LiveSession:
    return LiveSession(
        BUILT_IN.make(CoachingPlan(exercise="plank", target=SetTarget(seconds=30))), PLANK.image_size
    )


def plank(*, gap_s: float) -> list[Item]:
    items = frames(PLANK)
    return [item for item in items if item.time_s < 12] + later([i for i in items if i.time_s >= 12], gap_s)


def test_seconds_that_nobody_saw_do_not_reach_a_target() -> None:
    live = plank_session()
    live.take_all(plank(gap_s=60))
    assert "target" not in kinds(live.events)
    assert 19 < result(live).hold_s < 22


def test_a_pause_is_no_time_held_and_nobody_is_said_to_be_lost_in_it() -> None:
    live = plank_session()
    for item in plank(gap_s=60):
        if item.time_s > 70 and live.time_s < 70:
            live.take(mark(Mark.PAUSE, 13))
            live.take(mark(Mark.GO_ON, 71))
        live.take(item)
    assert not {"target", "notice"} & set(kinds(live.events))
    assert 19 < result(live).hold_s < 22
