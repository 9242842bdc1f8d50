"""Poise, a self-hosted movement studio: finds the body, judges the movement, says what to do better.

    import poise
    result = poise.estimate("squat.mp4")
    result.people[0].world_points("left_knee")

Every error raised on purpose is a `poise.errors.PoiseError` whose text is one sentence for people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poise.errors import PoiseError
    from poise.studio.coaching.coach import coach
    from poise.studio.coaching.coached_set import CoachedSet
    from poise.studio.comparing.compare import compare
    from poise.studio.comparing.compared_pictures import ComparedPictures
    from poise.studio.estimating.estimate import Estimate, estimate

__version__ = "0.1.0"

__all__ = [
    "CoachedSet",
    "ComparedPictures",
    "Estimate",
    "PoiseError",
    "__version__",
    "coach",
    "compare",
    "estimate",
]

# Resolved on first use, so that `import poise` and `poise --help` stay fast.
_HOMES = {
    "CoachedSet": "poise.studio.coaching.coached_set",
    "ComparedPictures": "poise.studio.comparing.compared_pictures",
    "coach": "poise.studio.coaching.coach",
    "compare": "poise.studio.comparing.compare",
    "Estimate": "poise.studio.estimating.estimate",
    "estimate": "poise.studio.estimating.estimate",
    "PoiseError": "poise.errors",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'poise' has no attribute {name!r}")
    from importlib import import_module  # kept out of start-up

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
