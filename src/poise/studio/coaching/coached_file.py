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
