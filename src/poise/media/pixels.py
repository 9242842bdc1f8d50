"""The pixels of pictures and frames."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""Shape (height, width, 3): red, green, blue, each 0 to 255; the first row is the top."""
