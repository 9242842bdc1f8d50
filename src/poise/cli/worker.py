"""`poise worker`: analyse the films that people bring, beside a studio or on another machine."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from poise.cli.terminal import say


def worker(
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Where everything is kept (default: in your data folder).", show_default=False),
    ] = None,
    ends_with_stdin: Annotated[
        bool, typer.Option("--ends-with-stdin", hidden=True, help="Stop when standard input ends.")
    ] = False,
) -> None:
    """Do the jobs of a studio, one at a time, until Ctrl-C; start several for several at once."""
    from poise.blobs.opening import blobs_at
    from poise.store.opening import store_at
    from poise.studio.job_kinds import BUILT_IN
    from poise.studio.jobs.process import work_until_stopped
    from poise.studio.logging import configure_logging
    from poise.studio.settings import StudioSettings, read_settings
    from poise.wakeups.opening import wakeups_at

    settings = read_settings(StudioSettings)
    folder = data_dir or settings.data_dir
    configure_logging()
    asyncio.run(
        work_until_stopped(
            store_at(folder, settings.mongodb_uri, is_server=False),
            blobs_at(folder, settings.s3),
            wakeups_at(settings.redis_url),
            folder,
            BUILT_IN,
            keep_original_days=settings.keep_original_days,
            ends_with_stdin=ends_with_stdin,
            announce=lambda name: None if ends_with_stdin else say(f"poise: worker {name} is ready."),
        )
    )
    if not ends_with_stdin:
        say("poise: stopped; a job that was under way is back in the queue.")
