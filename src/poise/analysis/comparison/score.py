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

# A knee or hip that is off by b degrees counts at least as a body whose limbs are off by this share of b on the
# average, because eight other limbs would drown it. Only legs: elbows are read three times as roughly. Of the shares
# .3, .4, .5 and .6 the two in the middle part synthetic look-alikes best (AUC .708 to .739 and .723 to .758 in two
# seeds), and .4 says less of what may be the estimator's error.
LEG_SHARE = 0.4


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


def leg_distance_deg(bends_deg: FloatArray, visibilities: FloatArray) -> float:
    """Return the distance that the worst well-seen knee or hip stands for, 0 where none is seen.

    Parameters
    ----------
    bends_deg, visibilities : (J,)
        By how much each joint's angle differs, of either sign, and the least visibility of what it joins, 0..1; NaN
        where not compared.
    """
    known = np.abs(bends_deg[(visibilities >= CAPPING_VISIBILITY) & np.isfinite(bends_deg)])
    return LEG_SHARE * float(known.max(initial=0.0))


def uncertainty_of(distance_deg: float, distance_sd_deg: float) -> float:
    """Return half the width of the range of scores that the distance's standard deviation spans."""
    low, high = score_of([distance_deg + distance_sd_deg, max(distance_deg - distance_sd_deg, 0.0)])
    return float(high - low) / 2.0
