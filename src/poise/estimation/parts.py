"""The parts of one person in frames that follow one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from types import TracebackType
from typing import Self

from poise.estimation.mediapipe_estimators import FaceEstimator, HandEstimator, HandPose, PoseEstimator
from poise.media.pixels import Pixels
from poise.pose import Observation, Part, Pose

HANDS = frozenset({Part.LEFT_HAND, Part.RIGHT_HAND})


class PartsEstimator:
    """Finds some parts of one person, with one model for the body, one for both hands, one for the face.

    Made by `poise.estimation.makers.make_parts_estimator`.

    Parameters
    ----------
    parts : set of Part
        What is reported.
    body, hands, face : estimators or None
        Those that the parts need; closed with this one.
    """

    def __init__(
        self,
        parts: Set[Part],
        body: PoseEstimator | None,
        hands: HandEstimator | None,
        face: FaceEstimator | None,
    ) -> None:
        self.parts = frozenset(parts)
        self._body, self._hands, self._face = body, hands, face

    def observe(self, pixels: Pixels, time_s: float = 0.0) -> Observation:
        """Look at one frame.

        Parameters
        ----------
        pixels : (H, W, 3) uint8
            RGB, upright.
        time_s : float
            The medium's time stamp; in video mode later than the one before.

        Raises
        ------
        EstimationError
            If an estimator failed. A failure is never an empty observation.
        """
        height, width = pixels.shape[:2]
        found: dict[Part, Pose] = {}
        for body in self._body.find(pixels, time_s)[:1] if self._body else ():
            found[Part.BODY] = body
        if self._hands:
            found |= best_hands(self._hands.find(pixels, time_s))
        for face in self._face.find(pixels, time_s)[:1] if self._face else ():
            found[Part.FACE] = face.pose
        wanted = {part: pose for part, pose in found.items() if part in self.parts}
        return Observation(time_s, (width, height), wanted)

    def close(self) -> None:
        """Give the models' memory back; a second call does nothing."""
        for estimator in (self._body, self._hands, self._face):
            if estimator is not None:
                estimator.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def best_hands(found: Sequence[HandPose]) -> Mapping[Part, Pose]:
    """Return the surest find of each hand.

    Of two that the model calls by one side the less sure one is left out: it is somebody else's, or the same hand
    found twice. `frontend/src/lib/live/found.ts` does the same.
    """
    best: dict[Part, Pose] = {}
    for hand in sorted(found, key=lambda hand: -hand.score):
        best.setdefault(Part.LEFT_HAND if hand.side == "left" else Part.RIGHT_HAND, hand.pose)
    return best
