"""Arrays as JSON holds them."""

from __future__ import annotations

import numpy as np

from poise.pose import FloatArray


def numbers(values: FloatArray, decimals: int) -> list[float | None]:
    """Return an array of any shape as one flat list, rounded; what is not finite is None.

    Examples
    --------
    >>> numbers(np.array([[1.26, np.nan]]), 1)
    [1.3, None]
    """
    flat = np.round(values.ravel(), decimals)
    seen = np.isfinite(flat)
    if seen.all():
        return flat.tolist()  # type: ignore[no-any-return]  # numpy types it as anything
    return [x if ok else None for x, ok in zip(flat.tolist(), seen.tolist(), strict=True)]
