"""The result of a film, for machines."""

from __future__ import annotations

from typing import Self

from poise.studio.coaching.coached_set import CoachedSet
from poise.studio.coaching.results import FilmedSet, SetResult


# The fields of the last base come first.
class CoachedFile(SetResult, FilmedSet):
    """A set that was filmed, as `poise coach --json` prints it."""

    @classmethod
    def of_file(cls, coached: CoachedSet) -> Self:
        """Return what was found in a file."""
        found = SetResult.of(coached.summary)
        return cls(
            media=str(coached.estimate.media),
            recognised=coached.is_recognised,
            **dict(found),
        )


class CoachedFileSet(CoachedFile):
    """One of the sets of a film, as `poise coach --sets --json` prints it.

    Parameters
    ----------
    begin_s, end_s : float
        From when to when it lasts in the film. All times of the set are those of the film.
    """

    begin_s: float
    end_s: float

    @classmethod
    def of_file(cls, coached: CoachedSet) -> Self:
        """Return what was found in a part of a file; a file of one set is that set."""
        begin_s, end_s = coached.span_s or (0.0, coached.estimate.duration_s)
        found = dict(CoachedFile.of_file(coached))
        return cls(**found, begin_s=round(begin_s, 3), end_s=round(end_s, 3))
