"""`poise exercises`: the catalogue, one exercise, and whether a file is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from poise.cli.estimate import BODY_MODEL, progress_bar
from poise.cli.terminal import PoiseGroup, say, show, show_json
from poise.estimation.models import Model

if TYPE_CHECKING:
    from poise.analysis.repetition import Exercise
    from poise.studio.learning.learn import LearnedExercise

_SHARING = {
    "bilateral": "both sides together",
    "alternating": "the sides in turn",
    "either": "one side at a time",
}

_HEADINGS = {
    "legs": "Legs",
    "push": "Push",
    "pull": "Pull",
    "core": "Core",
    "balance": "Balance",
    "mobility": "Mobility",
    "own": "Your own",
}


class _ExercisesGroup(PoiseGroup):
    """`poise exercises squat` means `poise exercises show squat`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401  (the base class's signature)
        """Take a word that is no command for the name of an exercise."""
        if args and args[0] not in self.commands:
            args = ["show", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(cls=_ExercisesGroup, invoke_without_command=True)


@app.callback()
def exercises(
    ctx: typer.Context,
    muscle: Annotated[str | None, typer.Option(help="Only those that train this muscle.")] = None,
    equipment: Annotated[str | None, typer.Option(help="Only those with this equipment, or none.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """List the exercises that Poise can coach; with a name, show that one."""
    if ctx.invoked_subcommand:
        return
    from poise.studio.library.exercises import all_exercises

    say_troubles()
    found = [one for one in all_exercises().values() if _trains(one, muscle) and _needs(one, equipment)]
    if as_json:
        from poise.studio.library.results import ExerciseRow

        show_json([ExerciseRow.of(one) for one in found])
        return
    for line in _table(found):
        show(line)
    if not found:
        show("No exercise fits; leave a filter out.")


def _table(exercises: Sequence[Exercise]) -> Iterator[str]:
    """Return the lines of the list: a heading for each group that has exercises, and these below it."""
    from poise.analysis.repetition import Group

    for group in Group:
        rows = [_row(one) for one in exercises if one.group is group]
        if rows:
            yield _HEADINGS[group.value]
            yield from rows


def _row(one: Exercise) -> str:
    tools = ", ".join(one.equipment) or "no equipment"
    return f"  {one.identifier:<26} {one.kind.value:<12} {', '.join(one.muscles[:2])}; {tools}"


def say_troubles() -> None:
    """Say which of the user's own exercises are left out, and why."""
    from poise.studio.library.exercises import exercise_troubles

    for trouble in exercise_troubles():
        say(f"poise: left out: {trouble}")


@app.command("show")
def show_exercise(
    name: Annotated[
        str, typer.Argument(help="An identifier such as squat, or a .toml file.", show_default=False)
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """Show one exercise: how it is done, how far, and what is judged."""
    from poise.studio.library.exercises import find_exercise

    exercise = find_exercise(name)
    say_troubles()
    if as_json:
        from poise.studio.library.results import ExerciseResult

        show_json(ExerciseResult.of(exercise))
        return
    for line in _page(exercise):
        show(line)


@app.command("check")
def check_file(
    path: Annotated[Path, typer.Argument(help="An exercise file (.toml).", show_default=False)],
) -> None:
    """Check an exercise file; what is wrong is told with line and key."""
    from poise.catalogue import load_exercise

    exercise = load_exercise(path)
    show(f"{path.name} is right: {exercise.name}, {len(exercise.rules)} form rules.")


@app.command("learn")
def learn_exercise(
    clip: Annotated[
        Path,
        typer.Argument(
            help="A video, recording or track of one to six good repetitions.", show_default=False
        ),
    ],
    name: Annotated[str, typer.Option(help="What the exercise is called.", show_default=False)],
    repetitions: Annotated[
        int | None, typer.Option(min=1, max=20, help="How many are shown, if you know.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Where to write it (.toml; default: your exercises)."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    model: Annotated[Model, BODY_MODEL] = Model.FULL,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no words.")] = False,
) -> None:
    """Learn an exercise from a clip of a few good repetitions; writes a file that you can edit and count with."""
    from poise.studio.learning.learn import learn

    with progress_bar(clip.name, enabled=not quiet) as on_progress:
        done = learn(
            clip,
            name=name,
            repetitions=repetitions,
            output=output,
            force=force,
            model=model,
            on_progress=on_progress,
        )
    if as_json:
        from poise.studio.learning.results import LearnedResult

        show_json(LearnedResult.of_clip(done))
    elif not quiet:
        for line in _learned_page(done):
            show(line)
    if done.lesson.is_doubtful:
        say(
            f"poise: {done.file.name} is doubtful: it counts {done.lesson.counted} in its own clip; film it anew, or "
            "say --repetitions."
        )


def _learned_page(done: LearnedExercise) -> list[str]:
    from poise.analysis.measuring.measures import MEASURES

    exercise, shown = done.lesson.exercise, done.lesson.repetitions
    many = f"{len(shown)} repetitions" if len(shown) > 1 else "one repetition"
    lines = [f"{done.estimate.media.name}: {exercise.name}, learned from {many}."]
    lines += [
        f"  {number:>3}  {one.start_s:7.2f} s to {one.end_s:6.2f} s  {one.side}"
        for number, one in enumerate(shown, 1)
    ]
    for signal in exercise.signals:
        lines += [
            f"  Counted by  {signal.measure.replace('_', ' ')} ({MEASURES[signal.measure].meaning})",
            f"              {signal.rest:g} at rest, {signal.peak:g} at the peak; {_SHARING[exercise.limbs.value]}",
        ]
    if (rom := exercise.range_of_motion) is not None:
        far = ", ".join(f"{level.value} {limit:g}" for level, limit in rom.peak.items())
        lines += [f"  Accurate    from {far}"]
    lines += [f"  Camera      {', '.join(view.value for view in exercise.views)}", f"Written to {done.file}"]
    called = exercise.identifier if done.is_own else str(done.file)
    return [*lines, f"Read and correct it, then: poise coach CLIP --exercise {called}"]


def _trains(exercise: Exercise, muscle: str | None) -> bool:
    return muscle is None or any(muscle.lower() in name.lower() for name in exercise.muscles)


def _needs(exercise: Exercise, equipment: str | None) -> bool:
    if equipment is None:
        return True
    if equipment.lower() == "none":
        return not exercise.equipment
    return any(equipment.lower() in name.lower() for name in exercise.equipment)


def _figures(exercise: Exercise) -> list[str]:
    """Return start and peak as drawn figures; exercises that a person wrote have none."""
    from poise.catalogue.poses import exercise_figures
    from poise.cli.poses import drawn

    figures = exercise_figures().get(exercise.identifier)
    if figures is None:
        return []
    return [*drawn(list(figures)), f"{'start':^28}  {'peak':^28}".rstrip()]


def _page(exercise: Exercise) -> list[str]:
    lines = [exercise.name, f"  {exercise.summary}", "", *_figures(exercise), ""]
    lines += [f"  {number}. {step}" for number, step in enumerate(exercise.instructions, 1)]
    lines += ["", f"  Muscles     {', '.join(exercise.muscles)}"]
    lines += [f"  Equipment   {', '.join(exercise.equipment) or 'none'}"]
    lines += [f"  Camera      {', '.join(view.value for view in exercise.views)}"]
    rom = exercise.range_of_motion
    if rom is not None:
        far, back = (
            ", ".join(f"{level.value} {limit:g}" for level, limit in by.items())
            for by in (rom.peak, rom.rest)
        )
        measure = rom.measure.replace("_", " ")
        lines += [f"  Range       {measure} at the peak: {far}; back at rest: {back}"]
    lines += ["", "  Judged"]
    for rule in exercise.rules:
        sign = "major" if rule.severity.value == "major" else "minor"
        seen = ", ".join(sorted(view.value for view in rule.views))
        lines += [
            f"    {rule.cue} ({rule.name}, {sign}; from {seen})",
            f"      {rule.explanation}",
            f"      {rule.source}",
        ]
    return [*lines, "", "  Sources", *(f"    {source}" for source in exercise.sources)]
