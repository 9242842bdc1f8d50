"""Programmes: sessions of several exercises as files that a trainer can edit, and the code that reads them."""

from poise.catalogue.programmes.loader import (
    load_programme,
    load_programmes,
    programme_named,
    programmes,
)
from poise.catalogue.programmes.programme import (
    Amount,
    Block,
    BlockKind,
    Programme,
    ProgrammeExercise,
    ProgrammeStep,
    Side,
)

__all__ = [
    "Amount",
    "Block",
    "BlockKind",
    "Programme",
    "ProgrammeExercise",
    "ProgrammeStep",
    "Side",
    "load_programme",
    "load_programmes",
    "programme_named",
    "programmes",
]
