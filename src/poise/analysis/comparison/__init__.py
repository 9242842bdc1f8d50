"""Two poses compared: a score that means something, and what to change; see docs/comparison.md."""

from poise.analysis.comparison.comparison import (
    Comparison,
    Fit,
    Mirror,
    PreparedReference,
    compare_poses,
)
from poise.analysis.comparison.declared import BodyPart, body_part
from poise.analysis.comparison.limb import Hidden, LimbComparison
from poise.analysis.comparison.overlaid import (
    OverlaidPair,
    errors_by_limb,
    ghost_of,
    metre_px,
    overlaid,
    sure_errors_by_limb,
)
from poise.analysis.comparison.remarks import MissingPart, Remark, missing_parts, remarks_on

__all__ = [
    "BodyPart",
    "Comparison",
    "Fit",
    "Hidden",
    "LimbComparison",
    "Mirror",
    "MissingPart",
    "OverlaidPair",
    "PreparedReference",
    "Remark",
    "body_part",
    "compare_poses",
    "errors_by_limb",
    "ghost_of",
    "metre_px",
    "missing_parts",
    "overlaid",
    "remarks_on",
    "sure_errors_by_limb",
]
