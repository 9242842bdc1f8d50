"""What an exercise is to the synthetic person: two postures, what it rests on, and how it may go wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .contact import Contact, feet
from .posture import Both, Posture

FRONT, OBLIQUE, SIDE, BACK = 0.0, 40.0, 90.0, 180.0
FACING, LEVEL, AROUND = (FRONT, OBLIQUE), (OBLIQUE, SIDE), (FRONT, OBLIQUE, SIDE, BACK)
Angles = Mapping[str, float | Both]


@dataclass(frozen=True)
class Tempo:
    """Seconds of a repetition's phases.

    Parameters
    ----------
    eccentric_s, concentric_s : float
        Lowering and lifting.
    pause_s : float
        At the peak, between the two.
    rest_s : float
        At rest, before the next repetition.
    """

    eccentric_s: float = 1.2
    pause_s: float = 0.1
    concentric_s: float = 1.0
    rest_s: float = 0.4

    def scaled(self, factor: float) -> Tempo:
        """Return the tempo with all times multiplied."""
        return Tempo(
            self.eccentric_s * factor, self.pause_s * factor, self.concentric_s * factor, self.rest_s * factor
        )


BRISK = Tempo(0.45, 0.0, 0.45, 0.05)


@dataclass(frozen=True)
class Fault:
    """One way to do it wrong: angles that are added to the postures of a faulty repetition.

    Parameters
    ----------
    rest, peak : mapping
        Added at rest (before and after) and at the peak.
    end : mapping
        Added at the rest after the repetition alone.
    depth : float
        How much of the range remains.
    tempo : float
        Factor on all times.
    """

    rest: Angles = field(default_factory=dict)
    peak: Angles = field(default_factory=dict)
    end: Angles = field(default_factory=dict)
    depth: float = 1.0
    tempo: float = 1.0


def throughout(**angles: float | Both) -> Fault:
    """Return a fault of the posture that lasts the whole repetition."""
    return Fault(rest=angles, peak=angles)


def at_peak(**angles: float | Both) -> Fault:
    """Return a fault that shows at the peak."""
    return Fault(peak=angles)


EVERYWHERE = {"too_shallow": Fault(depth=0.5), "too_fast": Fault(tempo=0.35)}


@dataclass(frozen=True)
class Movement:
    """An exercise done well, with the left side leading.

    Parameters
    ----------
    rest, peak : Posture
        Between which a repetition goes.
    driving : str
        The paired angle whose extreme is the peak.
    views_deg : tuple of float
        Yaws of the camera from which it can be watched.
    contacts : tuple of Contact
        What the body rests on.
    via : tuple of Posture
        Postures passed on the way from rest to peak.
    limbs : str
        ``bilateral``, ``alternating`` (sides take turns) or ``either`` (one side for the whole set).
    concentric_first : bool
        Whether the way from rest to peak is the lifting.
    steps : tuple of int
        Which contacts are lifted and put down elsewhere at the peak.
    lift : float
        How high, as a share of stature.
    free_at_rest, free_at_peak : tuple of int
        Which contacts hang free.
    free_pitch : bool
        Whether the body tilts as the contacts ask for (bodies on hands and feet).
    tempo : Tempo
        At which it is usually done.
    is_hold : bool
        Whether the peak is held for seconds instead of repeated.
    linked : tuple of str
        For bodies that go from feet to hands: over which part each posture follows the one before. Nothing is
        pinned then.
    faults : mapping
        By name; those of `EVERYWHERE` come in addition.
    """

    rest: Posture
    peak: Posture
    driving: str
    views_deg: tuple[float, ...]
    contacts: tuple[Contact, ...] = feet()
    via: tuple[Posture, ...] = ()
    limbs: str = "bilateral"
    concentric_first: bool = False
    steps: tuple[int, ...] = ()
    lift: float = 0.06
    free_at_rest: tuple[int, ...] = ()
    free_at_peak: tuple[int, ...] = ()
    free_pitch: bool = False
    tempo: Tempo = Tempo()
    is_hold: bool = False
    linked: tuple[str, ...] = ()
    faults: Mapping[str, Fault] = field(default_factory=dict)

    def fault(self, name: str) -> Fault:
        """Return a fault by name."""
        known = {**EVERYWHERE, **self.faults}
        if name not in known:
            raise KeyError(f"no fault {name!r}; there are {', '.join(sorted(known))}")
        return known[name]
