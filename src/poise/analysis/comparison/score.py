"""From a distance in degrees to a score from 0 to 100 that means something."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from poise.pose import FloatArray

# Distance in degrees (root mean square over the limbs) and score, joined by straight lines. On 106,491 pairs of 462
# photographs of eight yoga poses a mean distance of 7 deg was the noise of the model itself, 14 deg the median of the
# same pose by another person. A root mean square is a tenth above the mean of the same errors (198 gym photographs), so
# the marks lie that much farther out. At 98 deg the limbs are at right angles, as two unrelated poses are at worst.
SCALE_DEG = np.array([0.0, 7.7, 15.4, 25.0, 37.0, 66.0, 98.0])
SCALE_SCORE = np.array([100.0, 95.0, 80.0, 60.0, 35.0, 10.0, 0.0])

# A limb is off from here on, and far off from there: the one scale of remarks, drawings and the page.
OFF_DEG, FAR_OFF_DEG = 15.0, 25.0

# A single wrong limb must not vanish in the mean: above so many degrees the score is at most so high.
CAPS = ((35.0, 75.0), (FAR_OFF_DEG, 85.0))
# What it takes for a limb to be seen well enough to cap the score.
CAPPING_VISIBILITY = 0.6

# A knee or hip that is off by b degrees counts at least as a body whose limbs are off by this share of b, because
# eight other limbs would drown it; an elbow, which is read more roughly, by a smaller share. The shares .4 to .6 and .3
# to .5 part look-alikes about equally well: gym photographs .884 against .875 without the elbows.
LEG_SHARE, ELBOW_SHARE = 0.5, 0.4
# So much of the judged distance is the mean error of the joints' angles, which do not know how the camera was held:
# gym photographs' look-alikes .884 to .891, all pairs .959 to .965.
JOINT_SHARE = 0.3
# Who was compared without any leg is not told to be nearly perfect.
MAX_SCORE_WITHOUT_LEGS = 85.0


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


def bend_distance_deg(bends_deg: FloatArray, visibilities: FloatArray, share: float) -> float:
    """Return the distance that the worst well-seen joint stands for, 0 where none is seen.

    Parameters
    ----------
    bends_deg, visibilities : (J,)
        By how much each joint's angle differs, not negative, and the least visibility of what it joins, 0..1.
    share : float
        What a joint's error counts of the whole body's.
    """
    seen = bends_deg[visibilities >= CAPPING_VISIBILITY]
    return share * float(seen.max(initial=0.0))


def uncertainty_of(distance_deg: float, distance_sd_deg: float) -> float:
    """Return half the width of the range of scores that the distance's standard deviation spans."""
    low, high = score_of([distance_deg + distance_sd_deg, max(distance_deg - distance_sd_deg, 0.0)])
    return float(high - low) / 2.0
