"""What colours look like to people who see no red, no green or no blue."""

from __future__ import annotations

from typing import Any

import numpy as np

from poise.drawing import Colour

FloatArray = np.ndarray[Any, np.dtype[np.float64]]

# Severity 1.0 of Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of
# color vision deficiency", for linear RGB.
SIMULATIONS = {
    "everyone": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def seen_as_lab(colour: Colour, simulation: FloatArray) -> FloatArray:
    """Return CIE L*a*b* (D65) of what a colour looks like; sRGB after IEC 61966-2-1."""
    share = np.array(colour) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    seen = np.clip(simulation @ linear, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(to_xyz @ seen / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])
