"""`poise train`: the programmes, and one of them printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from poise.cli.terminal import say, show, show_json

if TYPE_CHECKING:
    from poise.studio.library.programme_results import (
        AmountResult,
        BlockResult,
        ProgrammeExerciseResult,
        ProgrammeResult,
    )

_BLOCKS = {"warm-up": "Warm-up", "main": "Main part", "cool-down": "Cool-down"}
_SIDES = {"left": "left", "right": "right", "each": "each side"}


def train(
    name: Annotated[
        str | None, typer.Argument(help="A programme such as full-body, or a .toml file.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """List the programmes for a whole session; with a name, print that one."""
    from poise.studio.library.programmes import programme_troubles

    for trouble in programme_troubles():
        say(f"poise: left out: {trouble}")
    if name is None:
        _list(as_json=as_json)
    else:
        _print(name, as_json=as_json)


def _list(*, as_json: bool) -> None:
    from poise.studio.library.programme_results import ProgrammeRow
    from poise.studio.library.programmes import all_programmes

    rows = [ProgrammeRow.of(one) for one in all_programmes().values()]
    if as_json:
        show_json(rows)
        return
    widest = max(len(row.id) for row in rows)
    for row in rows:
        show(f"  {row.id:<{widest}}  {row.minutes:>3} min  {row.summary}")


def _print(name: str, *, as_json: bool) -> None:
    from poise.studio.library.programme_results import ProgrammeResult
    from poise.studio.library.programmes import find_programme

    programme = ProgrammeResult.of(find_programme(name))
    if as_json:
        show_json(programme)
        return
    for line in _page(programme):
        show(line)


def _page(programme: ProgrammeResult) -> Iterator[str]:
    tools = ", ".join(programme.equipment) or "no equipment"
    yield programme.name
    yield f"  {programme.summary}"
    yield f"  About {programme.minutes} minutes, {programme.sets} sets; {tools}"
    rows = [_row(one, block) for block in programme.blocks for one in block.exercises]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    remaining = iter(rows)
    for block in programme.blocks:
        yield ""
        yield f"  {_heading(block)}"
        for one in block.exercises:
            cells = (f"{cell:<{width}}" for cell, width in zip(next(remaining), widths, strict=True))
            yield f"    {'  '.join(cells)}".rstrip()
            if one.notes:
                yield f"      {one.notes}"
    yield from ("", "  Sources", *(f"    {source}" for source in programme.sources))


def _heading(block: BlockResult) -> str:
    heading = _BLOCKS[block.kind.value]
    if block.rounds == 1:
        return heading
    return f"{heading}: {block.rounds} rounds, {block.round_rest_s:g} s of rest after each"


def _row(one: ProgrammeExerciseResult, block: BlockResult) -> tuple[str, ...]:
    sets = f"{one.sets} x " if block.rounds == 1 else ""
    side = _SIDES.get(one.side.value, "")
    rest = f"rest {one.rest_s:g} s" if one.rest_s else "no rest"
    return one.name, f"{sets}{_amount(one.amount)}", side, rest, one.level.value


def _amount(amount: AmountResult) -> str:
    if amount.seconds is not None:
        return f"{amount.seconds:g} s"
    return f"{amount.repetitions}" if amount.repetitions is not None else f"{amount.accurate} accurate"
