"""`poise store`: where a studio's data are, and how they move."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from poise.cli.terminal import PoiseGroup, say, show, show_json
from poise.errors import StoreError
from poise.store import Store

app = typer.Typer(no_args_is_help=True, cls=PoiseGroup)

Answer = TypeVar("Answer")
_ADDRESS = "A data folder, mongodb://..., or env:NAME for a variable that holds it."


@app.command("info")
def info(
    data_dir: Annotated[
        Path | None,
        typer.Option(
            "--data-dir", help="Where everything is kept (default: in your data folder).", show_default=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """Say where the data are, how many and how large."""
    from poise.store.opening import store_at
    from poise.studio.settings import StudioSettings, read_settings

    settings = read_settings(StudioSettings)
    store = store_at(data_dir or settings.data_dir, settings.mongodb_uri, is_server=False)
    found = asyncio.run(_with(store, lambda opened: opened.information()))
    if as_json:
        show_json(found)
        return
    show(f"{found['back_end']} {found['version']}")
    for name, count in found["counts"].items():
        show(f"  {name:<12}{count:>12,}")
    for name in ("database", "recordings"):
        show(f"  {name:<12}{found[f'{name}_bytes'] / 1e6:>12,.1f} MB")


@app.command("copy")
def copy(
    source: Annotated[str, typer.Option("--from", help=_ADDRESS, show_default=False)],
    target: Annotated[str, typer.Option("--to", help=_ADDRESS, show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """Copy everything into an empty store; run again after an interruption, it goes on where it stopped."""
    from poise.store.copying import copy as copy_records

    def report(name: str, count: int, done: int) -> None:
        say(f"{name}: {done} of {count}")

    source, target = _address(source), _address(target)
    _require_two_stores(source, target)

    async def work() -> dict[str, int]:
        giving, taking = _store(source, must_exist=True), _store(target)
        return await _with(giving, lambda one: _with(taking, lambda other: _copied(one, other)))

    async def _copied(one: Store, other: Store) -> dict[str, int]:
        await _copy_films(source, target, lambda done: report("films", done, done))
        return dict(await copy_records(one, other, report))

    counts = asyncio.run(work())
    if as_json:
        from poise.cli.results import CopiedResult

        show_json(CopiedResult(copied=counts))
        return
    show(f"Both hold the same now: {sum(counts.values()):,} records, every one compared by its checksum.")


def _address(given: str) -> str:
    """Return the address itself where a variable of the environment was named."""
    if not given.startswith("env:"):
        return given
    name = given.removeprefix("env:")
    address = os.environ.get(name, "")
    if not address:
        raise StoreError(f"There is no address in the environment variable {name}; please set it.")
    return address


def _is_mongodb(address: str) -> bool:
    return address.startswith(("mongodb://", "mongodb+srv://"))


def _require_two_stores(source: str, target: str) -> None:
    from poise.media.destinations import require_separate

    if _is_mongodb(source) or _is_mongodb(target):
        if source == target:
            raise StoreError("Both addresses name the same database; choose another one to copy to.")
        return
    database = "poise.sqlite3"
    require_separate([source, Path(source) / database], [target, Path(target) / database])


async def _copy_films(source: str, target: str, progress: Callable[[int], None]) -> None:
    """Copy the bytes of films from one data folder into another; with a MongoDB they stay where they are."""
    from poise.blobs import FolderBlobs
    from poise.blobs.copying import copy_blobs

    if not _is_mongodb(source) and not _is_mongodb(target):
        folders = (FolderBlobs(Path(source) / "blobs"), FolderBlobs(Path(target) / "blobs"))
        await copy_blobs(*folders, progress)


def _store(address: str, *, must_exist: bool = False) -> Store:
    from poise.store.opening import store_at

    if _is_mongodb(address):
        return store_at(Path(), address)
    if must_exist and not (Path(address) / "poise.sqlite3").is_file():
        raise StoreError(f"There are no data of Poise in {address}; please name its data folder.")
    return store_at(Path(address))


async def _with(store: Store, work: Callable[[Store], Awaitable[Answer]]) -> Answer:
    await store.open()
    try:
        return await work(store)
    finally:
        await store.close()
