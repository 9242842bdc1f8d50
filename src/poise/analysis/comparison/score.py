"""From a distance in degrees to a score from 0 to 100 that means something."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from poise.pose import FloatArray

# Distance in degrees and score, joined by straight lines. Measured on 106,491 pairs of 462 photographs of eight
# yoga poses: 7 deg is the noise of the model itself, 14 deg the median of the same pose by another person.
# At 90 deg the limbs are, on average, at right angles, which is what two unrelated poses reach at worst.
SCALE_DEG = np.array([0.0, 7.0, 14.0, 23.0, 34.0, 61.0, 90.0])
SCALE_SCORE = np.array([100.0, 95.0, 80.0, 60.0, 35.0, 10.0, 0.0])

# A single wrong limb must not vanish in the mean: above so many degrees the score is at most so high.
CAPS = ((35.0, 75.0), (25.0, 85.0))
# What it takes for a limb to be seen well enough to cap the score.
CAPPING_VISIBILITY = 0.6


def score_of(distance_deg: ArrayLike) -> FloatArray:
    """Return the score of a distance; monotone, 100 at 0 degrees, 0 from 90 degrees on.

    Examples
    --------
    >>> float(score_of(14.0))
    80.0
    """
    scores: FloatArray = np.interp(np.asarray(distance_deg, dtype=np.float64), SCALE_DEG, SCALE_SCORE)
    return scores


def cap_for(errors_deg: FloatArray, visibilities: FloatArray) -> float:
    """Return the highest score that the worst well-seen limb allows.

    Parameters
    ----------
    errors_deg, visibilities : (L,)
        Error and visibility (0..1, the worse of the two pictures) of each limb; NaN where not compared.
    """
    well_seen = errors_deg[(visibilities >= CAPPING_VISIBILITY) & np.isfinite(errors_deg)]
    worst = float(well_seen.max(initial=0.0))
    return next((cap for limit, cap in CAPS if worst > limit), 100.0)


def uncertainty_of(distance_deg: float, distance_sd_deg: float) -> float:
    """Return half the width of the range of scores that the distance's standard deviation spans."""
    low, high = score_of([distance_deg + distance_sd_deg, max(distance_deg - distance_sd_deg, 0.0)])
    return float(high - low) / 2.0
