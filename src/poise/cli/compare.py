"""`poise compare`: an attempt against a reference."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poise.cli.estimate import BODY_MODEL
from poise.cli.outputs import has_folder, listed
from poise.cli.terminal import BAD_INPUT, say, show, show_json
from poise.errors import OutputError
from poise.estimation.models import Model
from poise.studio.comparing.picture import ComparisonPicture

if TYPE_CHECKING:
    from poise.studio.comparing.options import ComparisonOptions


def compare(
    reference: Annotated[
        Path, typer.Argument(help="The picture to be like, or a folder of them.", show_default=False)
    ],
    attempt: Annotated[
        Path, typer.Argument(help="The picture to judge, or a folder of them.", show_default=False)
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Draw the comparison (.png); a ranking is written as .csv."),
    ] = None,
    picture: Annotated[
        ComparisonPicture,
        typer.Option(help="How it is drawn: both, the reference as a ghost, or both in space."),
    ] = ComparisonPicture.SIDE_BY_SIDE,
    reference_person: Annotated[
        int | None, typer.Option(min=1, help="Who is meant, counted from the largest.")
    ] = None,
    attempt_person: Annotated[
        int | None, typer.Option(min=1, help="Who is meant, counted from the largest.")
    ] = None,
    lock_side: Annotated[
        bool, typer.Option("--lock-side", help="Left must be left: no mirror image.")
    ] = False,
    ignore_lean: Annotated[
        bool, typer.Option("--ignore-lean", help="For cameras that were not held level.")
    ] = False,
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PART",
            help="What is missing or held and never judged: left- or right- with arm, forearm, leg or lower-leg. "
            "May be repeated.",
            show_default=False,
        ),
    ] = None,
    model: Annotated[Model, BODY_MODEL] = Model.FULL,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """Say how alike two poses are, and what to change. With a folder: the best matches first."""
    options: ComparisonOptions = {
        "model": model,
        "reference_person": reference_person,
        "attempt_person": attempt_person,
        "mirror": "locked" if lock_side else "allowed",
        "ignore_lean": ignore_lean,
        "without": without or (),
    }
    if has_folder([reference, attempt]):
        _rank(reference, attempt, output, options, as_json=as_json)
    else:
        _compare(reference, attempt, output, picture, options, as_json=as_json)


def _compare(
    reference: Path,
    attempt: Path,
    output: Path | None,
    picture: ComparisonPicture,
    options: ComparisonOptions,
    *,
    as_json: bool,
) -> None:
    from poise.studio.comparing.compare import compare as compare_pictures
    from poise.studio.comparing.results import ComparedFiles

    result = compare_pictures(reference, attempt, output=output, picture=picture, **options)
    if as_json:
        show_json(ComparedFiles.of_files(result))
        return
    if result.comparison and result.comparison.score is not None:
        show(f"Score {result.comparison.score:.0f} ± {result.comparison.uncertainty:.0f} of 100.")
    for line in result.words:
        show(f"  {line}")


def _rank(
    reference: Path, attempt: Path, output: Path | None, options: ComparisonOptions, *, as_json: bool
) -> None:
    from poise.media.destinations import require_destinations
    from poise.studio.comparing.ranking import rank, write_ranking
    from poise.studio.comparing.results import ComparedFiles
    from poise.studio.library.poses import source_file

    if output is not None and output.suffix.lower() != ".csv":
        raise OutputError(f"{output.name}: a ranking is written as .csv; name it so.")
    references, attempts = listed([reference]), listed([attempt])
    if output is not None:
        require_destinations(map(source_file, (*references, *attempts)), [output])
    rows, failures = rank(references, attempts, **options)
    if output is not None:
        write_ranking(rows, output)
    if as_json:
        show_json([ComparedFiles.of_files(row) for row in rows])
    else:
        for row in rows:
            score = (
                f"{row.comparison.score:5.1f}"
                if row.comparison and row.comparison.score is not None
                else "    –"
            )
            pair = f"{row.reference.name} / {row.attempt.name}"
            show(f"  {score}  {pair}  {row.reason or ''}".rstrip())
    for failure in failures:
        say(f"poise: {failure}")
    if failures:
        raise typer.Exit(BAD_INPUT)
