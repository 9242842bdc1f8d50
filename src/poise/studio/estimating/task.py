"""What runs inside the guarded child process: decode, estimate, draw.

Only here strangers' files are parsed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray

from poise.estimation.look import DEFAULT_LOOK, Look
from poise.estimation.models import Model
from poise.isolation.codec import ArrayOf
from poise.isolation.task import Context, Progress, task
from poise.media.kinds import MediaKind
from poise.pose import PoseSequence
from poise.studio.estimating.people import People

if TYPE_CHECKING:
    from poise.estimation.video import VideoEstimate

# Sound may outlast the frames a little, and a very slow film shows its last frame long.
_SHORT_S, _SHORT_SHARE = 0.5, 0.02
_CUT_SHORT = "The search for small people took too long and was ended; crop the picture to who is meant."


@dataclass(frozen=True, slots=True)
class EstimationRequest:
    """What is estimated and how; see `poise.estimate`. The overlay is drawn where an output of that name is given."""

    media: Path
    kind: MediaKind
    model: Model
    people: int | None = None
    segments: int | None = None
    careful: bool = False
    subject_alone: bool = False
    look: Look = DEFAULT_LOOK


@dataclass(frozen=True, eq=False, slots=True)
class EstimationAnswer:
    """What was found; the fields are those of `poise.Estimate`."""

    people: People
    image_size: tuple[int, int]
    duration_s: float = 0.0
    damaged_packets: int = 0
    mistimed_frames: int = 0
    notices: tuple[str, ...] = ()
    recorded_ms: int | None = None
    looked_at: Annotated[NDArray[np.uint8], ArrayOf("|u1", "frames")] | None = None


@task
def estimate_medium(request: EstimationRequest, context: Context) -> EstimationAnswer:
    """Estimate a picture or video; draw the ``overlay`` where one is asked for."""
    if "overlay" in context.outputs:
        from poise.drawing.opencv import require_opencv

        require_opencv()
    estimate = _estimate_picture if request.kind is MediaKind.PICTURE else _estimate_video
    return estimate(request, context)


def _estimate_picture(request: EstimationRequest, context: Context) -> EstimationAnswer:
    from poise.drawing import overlay_picture, write_png
    from poise.estimation.makers import make_body_estimator
    from poise.estimation.picture import MOST_PEOPLE, estimate_picture
    from poise.isolation.processor_time import read_picture_in_time

    picture = read_picture_in_time(request.media, context.limits)
    is_cut_short = False

    def may_search() -> bool:
        nonlocal is_cut_short
        is_cut_short = time.process_time() > context.limits.max_search_cpu_s
        return not is_cut_short

    with make_body_estimator(request.model, people=request.people or MOST_PEOPLE) as estimator:
        poses = estimate_picture(
            picture.pixels,
            people=request.people,
            estimator=estimator,
            careful=request.careful,
            subject_alone=request.subject_alone,
            may_search=may_search,
        )
    if "overlay" in context.outputs:
        write_png(context.outputs["overlay"], overlay_picture(picture.pixels, poses))
    context.report(Progress("estimating", 1, 1))
    people = [PoseSequence.from_poses([pose]) for pose in poses]
    return EstimationAnswer(
        People.of(people, np.zeros(1)),
        picture.image_size,
        notices=(_CUT_SHORT,) if is_cut_short else (),
    )


def _estimate_video(request: EstimationRequest, context: Context) -> EstimationAnswer:
    from poise.drawing import write_film
    from poise.estimation.video import estimate_video

    found = estimate_video(
        request.media,
        model=request.model,
        people=request.people or 1,
        look=request.look,
        segments=request.segments,
        limits=context.limits,
        on_progress=context.stage("estimating"),
    )
    if "overlay" in context.outputs:
        write_film(
            request.media,
            found.people,
            context.outputs["overlay"],
            limits=context.limits,
            on_progress=context.stage("drawing"),
        )
    return video_answer(found)


def video_answer(found: VideoEstimate) -> EstimationAnswer:
    """Return the poses of a video, and a sentence for whatever is wrong with it."""
    return EstimationAnswer(
        People.of(found.people, found.times_s),
        found.info.image_size,
        found.info.duration_s,
        found.damaged_packets,
        found.times.placed + found.times.left_out,
        tuple(_notices(found)),
        found.info.recorded_ms,
        None if found.looked_at is None else found.looked_at.astype(np.uint8),
    )


def _notices(found: VideoEstimate) -> list[str]:
    """Say what of the video is not as it should be, one sentence each."""
    times, size = found.times, found.info.image_size
    told = [
        (
            found.damaged_packets,
            f"{found.damaged_packets} damaged parts of the video could not be read and were left out.",
        ),
        (times.left_out, f"{times.left_out} frames have a time stamp out of order and were left out."),
        (
            times.placed,
            f"{times.placed} frames have no time stamp of their own and were placed between their neighbours.",
        ),
        (
            times.restarts,
            "The clock of the video was set back on the way; times go on from the frame before.",
        ),
        (
            found.reshaped_frames,
            f"The size of the frames changes: {found.reshaped_frames} were fitted into the first size, "
            f"{size[0]} x {size[1]} pixels, without stretching.",
        ),
    ]
    return [sentence for count, sentence in told if count] + _short(found)


def _short(found: VideoEstimate) -> list[str]:
    """Say so where the frames end well before the stated length, as in a copy that broke off."""
    if not found.frames:
        return []
    steps_s = np.diff(found.times_s, append=found.times_s[-1])
    stated_s, last_s = found.info.duration_s, float(found.times_s[-1])
    if stated_s - last_s - float(steps_s.max()) <= max(_SHORT_S, _SHORT_SHARE * stated_s):
        return []
    return [f"The frames end at {last_s:.1f} s, although the video states a length of {stated_s:.1f} s."]
