"""`poise coach`: the repetitions of recorded sets, counted and judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poise.cli.each import run_each
from poise.cli.estimate import BODY_MODEL, EVERY_FRAME, look_of, progress_bar
from poise.cli.exercises import say_troubles
from poise.cli.outputs import check_outputs, has_folder, listed, name_output
from poise.cli.terminal import show
from poise.errors import OutputError
from poise.estimation.look import DEFAULT_LOOK, Look
from poise.estimation.models import Model

if TYPE_CHECKING:
    from poise.analysis.repetition import SetSummary
    from poise.studio.coaching.coached_set import CoachedSet


def coach(
    media: Annotated[
        list[Path],
        typer.Argument(help="Videos, recordings, tracks, or folders of videos.", show_default=False),
    ],
    exercise: Annotated[
        str | None,
        typer.Option(
            "--exercise",
            "-e",
            help="What is done: poise exercises lists them; left out, it is recognised.",
            show_default=False,
        ),
    ] = None,
    level: Annotated[str, typer.Option(help="How strictly: beginner, standard or strict.")] = "standard",
    overlay: Annotated[
        Path | None,
        typer.Option(help="Write the coached film (.mp4). For several media write {name} in the name."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write one row per repetition (.csv). {name} as above."),
    ] = None,
    sets: Annotated[
        bool, typer.Option("--sets", help="Find the sets of a whole training and coach each by itself.")
    ] = False,
    model: Annotated[Model, BODY_MODEL] = Model.FULL,
    segments: Annotated[
        int | None, typer.Option(min=1, max=64, help="Parallel parts of a video (default: one per core).")
    ] = None,
    every_frame: Annotated[bool, EVERY_FRAME] = DEFAULT_LOOK is Look.EVERY,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no table.")] = False,
) -> None:
    """Count the repetitions of recorded sets: which were accurate, and why the others were not."""
    from poise.studio.coaching.coach import require_table_ending
    from poise.studio.coaching.coached_file import CoachedFile, CoachedFileSet

    if level not in ("beginner", "standard", "strict"):
        raise typer.BadParameter("choose beginner, standard or strict", param_hint="--level")
    if sets and overlay:
        raise OutputError("A film is drawn with the captions of one set; leave --sets or --overlay out.")
    paths = listed(media)
    many = len(paths) > 1 or has_folder(media)
    if output:
        require_table_ending(output)
    check_outputs(paths, [path for path in (output, overlay) if path], many=many)
    say_troubles()
    wish = _Wish(exercise, level, model, look_of(every_frame), segments)
    run_each(
        paths,
        lambda path: _coach(path, wish, overlay, output, has_sets=sets, shows_progress=not quiet),
        many=many,
        document=(CoachedFileSet if sets else CoachedFile).of_file,
        show=_print_set,
        is_list=many or sets,
        as_json=as_json,
        quiet=quiet,
    )


@dataclass(frozen=True, slots=True)
class _Wish:
    """How each medium is coached; the fields are parameters of `poise.coach`."""

    exercise: str | None
    level: str
    model: Model
    look: Look
    segments: int | None


def _coach(
    path: Path,
    wish: _Wish,
    overlay: Path | None,
    output: Path | None,
    *,
    has_sets: bool,
    shows_progress: bool,
) -> Sequence[CoachedSet]:
    from poise.studio.coaching.coach import coach as coach_medium
    from poise.studio.coaching.coach import write_repetitions
    from poise.studio.coaching.sets import coach_sets

    with progress_bar(path.name, enabled=shows_progress) as on_progress:
        if has_sets:
            results: Sequence[CoachedSet] = coach_sets(path, **asdict(wish), on_progress=on_progress)
        else:
            film = name_output(overlay, path) if overlay else None
            results = [coach_medium(path, **asdict(wish), overlay=film, on_progress=on_progress)]
    if output:
        write_repetitions(results, name_output(output, path))
    return results


def _print_set(result: CoachedSet) -> None:
    summary = result.summary
    seen = " (recognised)" if result.is_recognised else ""
    show(f"{result.estimate.media.name}{_span(result)}{seen}: {_headline(result)}")
    for repetition in summary.repetitions:
        sign = "✓" if repetition.is_accurate else "✗"
        why = ", ".join(dict.fromkeys(fault.cue for fault in repetition.faults))
        show(
            f"  {sign} {repetition.number:>3}  {repetition.start_s:7.2f} s  {repetition.duration_s:5.2f} s  "
            f"{repetition.side:<5}  score {repetition.score:3.0f}  {why}".rstrip()
        )
    for fault in summary.faults:
        show(f"  ✗ {fault.time_s:7.2f} s  {fault.cue}")
    for line in _remarks(summary):
        show(f"  {line}")


def _span(result: CoachedSet) -> str:
    if result.span_s is None:
        return ""
    return ", {}–{}".format(*(f"{time_s // 60:.0f}:{time_s % 60:02.0f}" for time_s in result.span_s))


def _headline(result: CoachedSet) -> str:
    summary = result.summary
    if not result.estimate.people:
        return "nobody was found."
    if not result.exercise.signals:
        return f"held {summary.hold_s:.1f} s ({result.exercise.name})."
    score = f", score {summary.score:.0f} of 100" if summary.score is not None else ""
    return f"accurate {summary.accurate} of {summary.attempted} ({result.exercise.name}{score})."


def _remarks(summary: SetSummary) -> list[str]:
    lines = []
    if summary.unfinished:
        lines.append(f"{summary.unfinished} unfinished, not counted.")
    if summary.other_movements:
        lines.append(f"{summary.other_movements} other movements, not counted.")
    if summary.unjudged:
        names = ", ".join(summary.unjudged)
        lines.append(f"Not judged from this view: {names}.")
    return [*lines, *(f"{notice.time_s:.1f} s: {notice.text}" for notice in summary.notices)]
