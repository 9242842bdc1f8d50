"""How two pictures are compared, as it is handed on from one function to the next."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from poise.analysis.comparison import BodyPart, Mirror
    from poise.estimation.models import Model


class ComparisonOptions(TypedDict):
    """The options that `poise.compare` and `poise.studio.comparing.ranking.rank` have in common."""

    model: Model
    reference_person: int | None
    attempt_person: int | None
    mirror: Mirror | str
    ignore_lean: bool
    without: Collection[BodyPart | str]
