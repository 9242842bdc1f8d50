"""Two poses compared: a score that means something, and what to change; see docs/comparison.md."""

from poise.analysis.comparison.comparison import Comparison, Hidden, LimbComparison, Mirror, compare_poses
from poise.analysis.comparison.remarks import Remark, remarks_on

__all__ = ["Comparison", "Hidden", "LimbComparison", "Mirror", "Remark", "compare_poses", "remarks_on"]
