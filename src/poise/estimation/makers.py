"""The one place where estimators are made."""

from __future__ import annotations

from collections.abc import Set
from contextlib import ExitStack

from poise.estimation.mediapipe_estimators import FaceEstimator, HandEstimator, PoseEstimator
from poise.estimation.models import Model
from poise.estimation.parts import HANDS, PartsEstimator
from poise.pose import Part


def make_body_estimator(
    model: Model = Model.FULL, *, video: bool = False, people: int = 1, masks: bool = False
) -> PoseEstimator:
    """Return an estimator of bodies; parameters and errors are those of `PoseEstimator`."""
    return PoseEstimator(model, video=video, people=people, masks=masks)


def make_hand_estimator(*, video: bool = False, hands: int = 2) -> HandEstimator:
    """Return an estimator of hands; parameters and errors are those of `HandEstimator`."""
    return HandEstimator(video=video, hands=hands)


def make_face_estimator(*, video: bool = False, faces: int = 1) -> FaceEstimator:
    """Return an estimator of faces; parameters and errors are those of `FaceEstimator`."""
    return FaceEstimator(video=video, faces=faces)


def make_parts_estimator(
    parts: Set[Part], model: Model = Model.FULL, *, video: bool = False
) -> PartsEstimator:
    """Return an estimator of some parts of one person; only the models that these need are loaded.

    Parameters
    ----------
    parts : set of Part
        At least one.
    model : Model
        For the body: lite, full or heavy.
    video : bool
        Whether frames follow one another; then the parts are tracked from frame to frame.

    Raises
    ------
    ValueError
        If no part is asked for.
    ModelError
        If a model has not been built (`poise models build` names the command).
    EstimationError, SystemLibraryError
        If MediaPipe cannot be started.
    """
    if not parts:
        raise ValueError("at least one part must be looked for")
    with ExitStack() as opened:  # what is open is closed again if a model is missing
        body = hands = face = None
        if Part.BODY in parts:
            body = opened.enter_context(make_body_estimator(model, video=video))
        if parts & HANDS:
            hands = opened.enter_context(make_hand_estimator(video=video))
        if Part.FACE in parts:
            face = opened.enter_context(make_face_estimator(video=video))
        opened.pop_all()
        return PartsEstimator(parts, body, hands, face)
