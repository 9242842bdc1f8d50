"""One thing done with each of several media."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from poise.cli.terminal import BAD_INPUT, say, show_json
from poise.errors import PoiseError

if TYPE_CHECKING:
    from poise.studio.results import Result

Answer = TypeVar("Answer")


def run_each(
    paths: Sequence[Path],
    run: Callable[[Path], Sequence[Answer]],
    *,
    many: bool,
    document: Callable[[Answer], Result],
    show: Callable[[Answer], None],
    is_list: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Run one thing for each medium, and show or print what comes out.

    Parameters
    ----------
    paths : sequence of Path
        The media.
    run : callable
        What is done with one; returns what comes out.
    many : bool
        Whether several were asked for: one that fails is then told, and the others go on.
    document : callable
        Returns an answer as a result for machines.
    show : callable
        Shows an answer to a person.
    is_list : bool
        Whether the results are a list for machines even of one medium.
    as_json : bool
        Print the results for machines in the end, and show none.
    quiet : bool
        Show none.

    Raises
    ------
    PoiseError
        If the only medium fails.
    typer.Exit
        With the status of bad input if one of many failed.
    """
    from poise.studio.results import FailedMedium

    results: list[Result] = []
    failures = 0
    for path in paths:
        try:
            answers = run(path)
        except PoiseError as error:
            if not many:
                raise
            failures += 1
            say(f"poise: {error}")
            results.append(FailedMedium(media=str(path), error=str(error)))
            continue
        results += map(document, answers)
        if not (as_json or quiet):
            for answer in answers:
                show(answer)
    if as_json:
        show_json(results if is_list else results[0])
    if failures:
        raise typer.Exit(BAD_INPUT)
