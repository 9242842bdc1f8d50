"""Programmes: sessions of several exercises as files that a trainer can edit, and the code that reads them."""

from poise.catalogue.programmes.loader import (
    load_programme,
    load_programmes,
    programme_named,
    programme_of_text,
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
from poise.catalogue.programmes.writer import programme_text

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
    "programme_of_text",
    "programme_text",
    "programmes",
]
