"""`poise jobs`: the work that waits, runs or has ended, for whoever runs a studio."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poise.cli.opened_store import find_account, with_store, with_wakeups
from poise.cli.terminal import PoiseGroup, show, show_json
from poise.errors import PoiseError
from poise.store import Job, JobState, Store
from poise.store.paging import every

if TYPE_CHECKING:
    from poise.cli.results import OwnedJobResult
    from poise.wakeups import Wakeups

app = typer.Typer(no_args_is_help=True, cls=PoiseGroup)

_SHOWN = 50
_Job = Annotated[
    str,
    typer.Argument(help="Its identifier in `poise jobs list`, or the end of it.", show_default=False),
]
_DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir", help="Where everything is kept (default: in your data folder).", show_default=False
    ),
]
_Json = Annotated[bool, typer.Option("--json", help="Print the result for machines.")]


@app.command("list")
def list_jobs(
    user: Annotated[
        str, typer.Option("--user", help="Only the jobs of this person.", show_default=False)
    ] = "",
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest ones.")] = _SHOWN,
    data_dir: _DataDir = None,
    as_json: _Json = False,
) -> None:
    """List the jobs, newest first."""

    async def read(store: Store) -> list[OwnedJobResult]:
        if user:
            account = await find_account(store, user)
            jobs = list((await store.jobs.list_for(account.identifier, limit=limit)).records)
        else:
            jobs = list((await store.jobs.page(limit=limit)).records)
        return await _with_owners(store, jobs)

    found = with_store(data_dir, read)
    if as_json:
        show_json(found)
        return
    if not found:
        show("There are no jobs.")
    for one in found:
        show(f"  {one.id}  {one.state.value:<9} {_part(one):>4}  {one.user:<20} {one.title}".rstrip())


@app.command("show")
def show_job(job: _Job, data_dir: _DataDir = None, as_json: _Json = False) -> None:
    """Show one job with everything that is known of it."""

    async def read(store: Store) -> OwnedJobResult:
        return (await _with_owners(store, [await _find(store, job)]))[0]

    found = with_store(data_dir, read)
    if as_json:
        show_json(found)
        return
    for name, value in found.document().items():
        if value not in (None, "", [], 0):
            show(f"  {name:<12} {_words(value)}")


@app.command("cancel")
def cancel_job(job: _Job, data_dir: _DataDir = None) -> None:
    """End a job that waits or runs."""

    async def end(store: Store, wakeups: Wakeups) -> Job:
        from poise.studio.jobs.queue import cancel

        return await cancel(store, await _find(store, job), wakeups=wakeups)

    found = with_wakeups(data_dir, end)
    is_cancelled = found.state is JobState.CANCELLED
    show(f"{found.title} is cancelled." if is_cancelled else f"{found.title} had ended: {found.state.value}.")


@app.command("retry")
def retry_job(job: _Job, data_dir: _DataDir = None) -> None:
    """Queue a job again that failed or was cancelled."""

    async def queue(store: Store, wakeups: Wakeups) -> Job:
        from poise.studio.jobs.queue import retry

        return await retry(store, await _find(store, job), wakeups=wakeups)

    show(f"{with_wakeups(data_dir, queue).title} is queued again.")


async def _find(store: Store, name: str) -> Job:
    """Return the job with this identifier, or with the only one that ends so."""
    known = await store.jobs.get(name)
    if known is not None:
        return known
    fitting = [one async for one in every(store.jobs) if one.identifier.endswith(name)]
    if len(fitting) != 1:
        raise PoiseError(
            f"There is no job {name}; `poise jobs list` shows all."
            if not fitting
            else f"{len(fitting)} jobs end in {name}; please give more of the identifier."
        )
    return fitting[0]


async def _with_owners(store: Store, jobs: list[Job]) -> list[OwnedJobResult]:
    from poise.cli.results import OwnedJobResult

    names: dict[str, str] = {}
    for identifier in {job.account for job in jobs}:
        account = await store.accounts.get(identifier)
        names[identifier] = account.name if account else ""
    return [OwnedJobResult.of_user(job, names[job.account]) for job in jobs]


def _part(job: OwnedJobResult) -> str:
    return f"{job.progress.part:.0%}" if job.progress else ""


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {one}" for name, one in value.items() if one is not None)
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
