"""Estimate: a picture, a video or a recording in, poses out."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from poise.errors import OutputError
from poise.estimation.look import DEFAULT_LOOK, Look
from poise.estimation.models import Model, bundle_path
from poise.isolation.guard import run_guarded
from poise.isolation.task import OnProgress
from poise.media.atomic import atomic_write
from poise.media.destinations import require_destinations
from poise.media.export import export, note_of, suffixes
from poise.media.kinds import MediaKind, media_kind
from poise.media.limits import MediaLimits
from poise.media.recording import PartTrack, Recording, read_recording
from poise.media.tracks import read_track
from poise.pose import FloatArray, PoseSequence
from poise.studio.estimating.task import EstimationAnswer, EstimationRequest, estimate_medium
from poise.studio.settings import media_limits


@dataclass(frozen=True)
class Estimate:
    """The poses found in one medium.

    Parameters
    ----------
    media : Path
        The file that was read.
    kind : MediaKind
        Picture, video, recording or track.
    model : str
        The model that found the poses: ``lite``, ``full``, ``heavy``, or what a recording names.
    people : tuple of PoseSequence
        One per person, the most present first. The rows of each are `times_s`, NaN where that person was not
        found; a picture has one row.
    times_s : (T,) float64
        Seconds since the first frame, by the medium's own time stamps.
    image_size : (int, int)
        Width and height of the upright picture in pixels.
    duration_s : float
        Length of the medium in seconds, 0 for a picture.
    damaged_packets : int
        Parts of a video that could not be decoded and were left out.
    mistimed_frames : int
        Frames of a video without a time stamp of their own (placed between their neighbours) or with one out of
        order (left out).
    notices : tuple of str
        Sentences a person should read with the result.
    tracks : tuple of PartTrack
        Hands and faces, of a recording that holds them.
    recorded_ms : int or None
        When a video was recorded by its own account, in milliseconds since 1970 (UTC).
    looked_at : (T,) bool, optional
        Which frames the model looked at; the poses of the others are interpolated. None where it looked at all.
    """

    media: Path
    kind: MediaKind
    model: str
    people: tuple[PoseSequence, ...]
    times_s: FloatArray
    image_size: tuple[int, int]
    duration_s: float
    damaged_packets: int = 0
    mistimed_frames: int = 0
    notices: tuple[str, ...] = ()
    tracks: tuple[PartTrack, ...] = ()
    recorded_ms: int | None = None
    looked_at: NDArray[np.bool_] | None = None

    @property
    def subject(self) -> PoseSequence | None:
        """The person who is most present; None where nobody was found."""
        return self.people[0] if self.people else None

    @property
    def frames(self) -> int:
        """Number of pictures in the medium."""
        return len(self.times_s)

    @property
    def frames_looked_at(self) -> int:
        """Number of pictures that the model looked at."""
        return self.frames if self.looked_at is None else int(self.looked_at.sum())

    @property
    def frames_with_people(self) -> int:
        """Number of pictures in which at least one person was found."""
        if not self.people:
            return 0
        return int(np.any([person.is_seen for person in self.people], axis=0).sum())

    def recording(self) -> Recording:
        """Return the poses as a recording, ready to be written."""
        known = {"media": self.media.name, "model": self.model, "damaged_packets": str(self.damaged_packets)}
        looked_at = self.looked_at if self.people else None
        return Recording(self.people, known, self.image_size, self.tracks, looked_at)


def estimate(
    media: str | Path,
    *,
    model: Model | str = Model.FULL,
    people: int | None = None,
    overlay: str | Path | None = None,
    look: Look | str = DEFAULT_LOOK,
    segments: int | None = None,
    careful: bool = False,
    subject_alone: bool = False,
    limits: MediaLimits | None = None,
    on_progress: OnProgress | None = None,
) -> Estimate:
    """Find the poses in a picture, a video, a recording or a reference track.

    Pictures and video are decoded and estimated in a child process that has bounds on memory and time and,
    on Linux, no network.

    Parameters
    ----------
    media : path
        The file. Its content decides what it is, not its name.
    model : {"lite", "full", "heavy"}
        Faster or more accurate.
    people : int, optional
        At most so many people: by default one in a video, everyone in a picture.
    overlay : path, optional
        Where to draw the poses over the medium: a PNG for a picture, an MP4 for a video.
    look : {"every", "adaptive"}
        Look at every frame of a video, or only where something moves and interpolate between: less than half the time,
        and poses that differ by about 1 % of the trunk's length.
    segments : int, optional
        In how many parallel parts a video is estimated; by default one per core. One part is bit-identical to
        MediaPipe's own loop; several differ slightly at the seams.
    careful : bool
        Look at a picture four times, see `poise.estimation.picture.estimate_picture`: a pose and its mirror image
        are then found alike, and legs outside the picture are not made up. Comparing does so; a video is looked at
        once.
    subject_alone : bool
        Search a picture no further than for people who could be meant as well as the largest.
    limits : MediaLimits, optional
        Bounds on what is read.
    on_progress : callable, optional
        Called now and then with a `poise.isolation.task.Progress`: stage, done, total.

    Raises
    ------
    PoiseError
        With one sentence, when the medium cannot be read, the model is missing, or the overlay not written.

    Examples
    --------
    >>> import poise
    >>> found = poise.estimate("squat.mp4", model="lite")  # doctest: +SKIP
    >>> found.people[0].world_points("left_knee").shape  # doctest: +SKIP
    (614, 3)
    """
    path, drawn = Path(media), None if overlay is None else Path(overlay)
    kind = media_kind(path)
    if kind in (MediaKind.RECORDING, MediaKind.TRACK):
        if drawn is not None:
            raise OutputError(
                f"{path.name} holds no pictures, so no overlay can be drawn; leave --overlay out."
            )
        return _opened(path, kind)
    request = EstimationRequest(
        path.resolve(), kind, Model(model), people, segments, careful, subject_alone, Look(look)
    )
    answer = _run(request, drawn, limits or media_limits(), on_progress)
    return _received(path, kind, request.model, answer)


def _run(
    request: EstimationRequest, overlay: Path | None, limits: MediaLimits, on_progress: OnProgress | None
) -> EstimationAnswer:
    """Find the poses in the child process, after all that can be wrong before."""
    if overlay is not None:
        require_destinations([request.media], [overlay_path(overlay, request.kind)])
    bundle_path(request.model)
    with ExitStack() as stack:
        outputs = {}
        if overlay is not None:
            outputs["overlay"] = stack.enter_context(atomic_write(overlay))
        return run_guarded(estimate_medium, request, limits=limits, on_progress=on_progress, outputs=outputs)


def write_outputs(result: Estimate, outputs: list[Path]) -> tuple[str, ...]:
    """Write the poses to files, the suffix of each deciding its format; returns what these cannot hold, in sentences.

    Raises
    ------
    OutputError
        If a suffix is unknown, an output is the medium itself, or a file cannot be written.
    """
    require_known_endings(outputs)
    require_destinations([result.media], outputs)
    recording = result.recording()
    for output in outputs:
        export(recording, output)
    return tuple(filter(None, (note_of(recording, output) for output in outputs)))


def require_known_endings(outputs: list[Path]) -> None:
    """Refuse outputs whose ending names no format, before long work begins.

    Raises
    ------
    OutputError
        If an ending is unknown.
    """
    for output in outputs:
        if not output.name.lower().endswith(suffixes()):
            raise OutputError(
                f"{output.name}: Poise writes {', '.join(suffixes())}; choose one of these endings."
            )


def overlay_path(path: Path, kind: MediaKind) -> Path:
    """Return `path` if an overlay of this kind of medium may be called so.

    Raises
    ------
    OutputError
        If it has another ending.
    """
    suffix = ".png" if kind is MediaKind.PICTURE else ".mp4"
    if path.suffix.lower() != suffix:
        raise OutputError(f"The overlay of a {kind.name.lower()} is written as {suffix}; name it so.")
    return path


def _opened(path: Path, kind: MediaKind) -> Estimate:
    recording = read_recording(path) if kind is MediaKind.RECORDING else read_track(path)
    # People without a single frame are nobody.
    people = recording.people if len(recording.times_s) else ()
    first = people[0] if people else None
    return Estimate(
        media=path,
        kind=kind,
        model=recording.metadata.get("model", "unknown"),
        people=people,
        times_s=first.times_s if first else np.empty(0),
        image_size=recording.image_size,
        duration_s=first.duration_s if first else 0.0,
        tracks=recording.tracks if people else (),
        looked_at=recording.looked_at if people else None,
    )


def _received(path: Path, kind: MediaKind, model: Model, answer: EstimationAnswer) -> Estimate:
    return Estimate(
        media=path,
        kind=kind,
        model=model.value,
        people=answer.people.sequences(answer.image_size),
        times_s=answer.people.times_s,
        image_size=answer.image_size,
        duration_s=answer.duration_s,
        damaged_packets=answer.damaged_packets,
        mistimed_frames=answer.mistimed_frames,
        notices=answer.notices,
        recorded_ms=answer.recorded_ms,
        looked_at=None if answer.looked_at is None else answer.looked_at.astype(bool),
    )
