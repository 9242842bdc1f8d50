"""One against many, many against one: every picture is estimated once, every pair compared."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from poise.analysis.comparison import BodyPart, Mirror, body_part
from poise.errors import PoiseError
from poise.estimation.models import Model
from poise.media.atomic import atomic_write
from poise.media.export.csv_cells import text_cell
from poise.studio.comparing.compare import estimated_moment, judge_pair
from poise.studio.comparing.compared_pictures import ComparedPictures
from poise.studio.estimating.estimate import Estimate


def rank(
    references: Sequence[Path],
    attempts: Sequence[Path],
    *,
    model: Model | str = Model.FULL,
    reference_person: int | None = None,
    attempt_person: int | None = None,
    mirror: Mirror | str = Mirror.ALLOWED,
    ignore_lean: bool = False,
    without: Collection[BodyPart | str] = (),
) -> tuple[list[ComparedPictures], list[str]]:
    """Compare every attempt with every reference, the best match first.

    Returns
    -------
    list of ComparedPictures
        What could be judged by falling score, then the rest.
    list of str
        One sentence for each picture that could not be read.
    """
    known: dict[Path, Estimate] = {}
    failures = []
    for path in dict.fromkeys([*references, *attempts]):
        try:
            known[path] = estimated_moment(path, model, reference_person or attempt_person)
        except PoiseError as error:
            failures.append(str(error))
    rows = [
        judge_pair(
            known[reference],
            known[attempt],
            reference_person=reference_person,
            attempt_person=attempt_person,
            mirror=Mirror(mirror),
            ignore_lean=ignore_lean,
            without=[body_part(part) for part in without],
        )
        for reference in references
        for attempt in attempts
        if reference in known and attempt in known and reference != attempt
    ]
    return sorted(rows, key=lambda row: -(_score(row))), failures


def _score(row: ComparedPictures) -> float:
    return row.comparison.score if row.comparison and row.comparison.score is not None else -1.0


def write_ranking(rows: Sequence[ComparedPictures], output: Path) -> None:
    """Write a ranking as CSV.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ["reference", "attempt", "score", "uncertainty", "distance_deg", "mirrored", "reason", "words"]
    )
    for row in rows:
        found = row.comparison
        numbers = (
            (found.score, found.uncertainty, found.distance_deg, found.mirrored)
            if found
            else ("", "", "", "")
        )
        texts = (str(row.reference), str(row.attempt)), (row.reason or "", " ".join(row.words))
        writer.writerow([*map(text_cell, texts[0]), *numbers, *map(text_cell, texts[1])])
    with atomic_write(output) as file:
        file.write(text.getvalue().encode())
