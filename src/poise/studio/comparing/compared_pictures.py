"""Two pictures compared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from poise.analysis.comparison import Comparison, Remark
from poise.pose import Pose


@dataclass(frozen=True)
class ComparedPictures:
    """Two pictures compared.

    Parameters
    ----------
    reference, attempt : Path
        The files.
    comparison : Comparison or None
        What was found; None where there was nobody to compare, or several and no choice.
    reason : str or None
        Why it cannot be judged.
    remarks : tuple of Remark
        What to change, the largest first.
    words : tuple of str
        The same in sentences, with what was good and what else a person should know.
    reference_pose, attempt_pose : Pose or None
        Who was compared.
    reference_people, attempt_people : tuple of Pose
        Everybody who was found, the largest first, to choose from.
    """

    reference: Path
    attempt: Path
    comparison: Comparison | None
    reason: str | None
    remarks: tuple[Remark, ...]
    words: tuple[str, ...]
    reference_pose: Pose | None = None
    attempt_pose: Pose | None = None
    reference_people: tuple[Pose, ...] = ()
    attempt_people: tuple[Pose, ...] = ()
