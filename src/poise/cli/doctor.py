"""`poise doctor`: what is here, what is missing, how to mend it, how fast this machine is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poise.cli.terminal import BAD_INPUT, show, show_json

if TYPE_CHECKING:
    from poise.studio.doctor.examine import Check

_MOST_FAULTS = 20  # one damaged page leads to hundreds

WHAT_TO_TRY = """
Try:
  poise estimate your-video.mp4 -o out.csv --overlay out.mp4
  poise estimate your-picture.jpg --json
  poise --help"""


def doctor(
    speed: Annotated[bool, typer.Option(help="Measure the speed of each model (some seconds).")] = True,
    data_dir: Annotated[
        Path | None,
        typer.Option(
            help="The studio's data folder, of which everything is read (default: what the settings name).",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """Check this machine: libraries, models, isolation, speed. Exit status 1 if something must be mended."""
    from poise.studio.doctor.examine import examine
    from poise.studio.doctor.results import DoctorResult

    checks = []
    for check in chain(examine(speed=speed), _data(data_dir), _services(data_dir)):
        checks.append(check)
        if not as_json:
            _print(check)
    result = DoctorResult.of(checks)
    if as_json:
        show_json(result)
    else:
        advice = (
            WHAT_TO_TRY if result.well else "\nMend what is marked with ✗ first, then run poise doctor again."
        )
        for line in advice.split("\n"):
            show(line)
    if not result.well:
        raise typer.Exit(BAD_INPUT)


def _data(data_dir: Path | None) -> Iterator[Check]:
    """Look at a data folder, at the default one only where there is one and nothing else is named to hold the data."""
    from poise.studio.doctor.examine import Check, Status

    folder = data_dir
    if folder is None:
        from poise.studio.settings import StudioSettings, read_settings

        settings = read_settings(StudioSettings)
        folder = settings.data_dir
        if settings.mongodb_uri or not (folder / "poise.sqlite3").is_file():
            return
    from poise.studio.doctor.data import find_data_faults

    faults = list(islice(find_data_faults(folder), _MOST_FAULTS + 1))
    for fault in faults[:_MOST_FAULTS]:
        yield Check("data", Status.FAULT, fault, f"restore {folder} from a backup")
    if not faults:
        yield Check("data", Status.OK, f"{folder} is sound")


def _services(data_dir: Path | None) -> Iterator[Check]:
    """Look at the servers that the settings name, unless somebody asks for a folder alone."""
    from poise.studio.settings import StudioSettings, read_settings

    settings = read_settings(StudioSettings)
    if data_dir is not None or not (settings.mongodb_uri or settings.s3_bucket or settings.redis_url):
        return
    from poise.studio.doctor.services import examine_services

    async def examine() -> list[Check]:
        return [check async for check in examine_services(settings)]

    yield from asyncio.run(examine())[: _MOST_FAULTS + 3]


def _print(check: Check) -> None:
    sign = {"ok": "✓", "note": "·", "fault": "✗"}[check.status]
    show(f"  {sign} {check.name:<18} {check.finding}")
    if check.mend:
        show(f"    {'':<18} → {check.mend}")
