"""Every exercise of the catalogue by its identifier, as the synthetic person does it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .floor import FLOOR
from .mat import MAT
from .movement import Movement
from .standing import STANDING
from .stretching import STRETCHING
from .upright import UPRIGHT

EXERCISES: Mapping[str, Movement] = MappingProxyType({**STANDING, **FLOOR, **UPRIGHT, **MAT, **STRETCHING})
