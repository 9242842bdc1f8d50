"""`poise models`: build, check and list the model bundles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poise.cli.terminal import BAD_INPUT, PoiseGroup, say, show, show_json
from poise.estimation.models import DEFAULT_MODELS, Model

if TYPE_CHECKING:
    from poise.estimation.models.catalogue import Bundle

app = typer.Typer(cls=PoiseGroup, no_args_is_help=True)
Say = Callable[[str], None]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result for machines.")]


@app.command()
def build(
    names: Annotated[
        list[Model] | None, typer.Argument(help="Default: lite full hand face.", show_default=False)
    ] = None,
    into: Annotated[Path | None, typer.Option(help="A folder other than the cache.")] = None,
    masks: Annotated[
        bool, typer.Option("--masks", help="Keep the mask branch of body models (slower, same landmarks).")
    ] = False,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Build model bundles from the official packages; what is there and sound is left alone."""
    from poise.estimation.models.build import build as build_bundle
    from poise.estimation.models.catalogue import bundle_of

    wanted = [bundle_of(name, masks=masks) for name in dict.fromkeys(names or DEFAULT_MODELS)]
    ready = []
    with _progress(len(wanted), enabled=not quiet) as (on_step, on_ready):
        for bundle in wanted:
            ready.append((bundle, build_bundle(bundle, into, on_step)))
            on_ready()
    if as_json:
        from poise.cli.results import BundleResult

        show_json([BundleResult.of(bundle, path, sound=True) for bundle, path in ready])
    elif not quiet:
        for bundle, path in ready:
            show(f"  ✓ {bundle.title:<13} {path}")


@app.command()
def check(as_json: AsJson = False) -> None:
    """Compare every built bundle with its known hash. Exit status 1 if one differs."""
    from poise.cli.results import BundleResult

    rows = [
        BundleResult.of(bundle, path, sound=_examine(bundle, path))
        for bundle in _bundles()
        for path in _found(bundle)
    ]
    if as_json:
        show_json(rows)
    else:
        for row in rows:
            show(f"  {'✓' if row.sound else '✗'} {row.name:<13} {row.path}")
        if not rows:
            show("No models have been built yet; run: poise models build")
    bad = [row.name for row in rows if not row.sound]
    if bad:
        mend = " ; ".join(row.build for row in rows if not row.sound)
        say(f"poise: {', '.join(bad)}: not what it should be; remove the file and run: {mend}")
        raise typer.Exit(BAD_INPUT)


@app.command("list")
def list_models(as_json: AsJson = False) -> None:
    """Show which models there are, of which kind and licence, and where they lie."""
    from poise.cli.results import BundleResult

    rows = [BundleResult.of(bundle, next(iter(_found(bundle)), None)) for bundle in _bundles()]
    if as_json:
        show_json(rows)
        return
    show(f"  {'model':<13} {'size':>8}  {'kind':<5}  {'checked':<7}  {'licence':<10}  where")
    for row in rows:
        checked = "yes" if row.checked else "no" if row.path else "–"
        where = row.path or f"not built; run: {row.build}"
        size = f"{row.bytes / 1e6:.1f} MB"
        show(f"  {row.name:<13} {size:>8}  {row.kind:<5}  {checked:<7}  {row.licence:<10}  {where}")


def _bundles() -> tuple[Bundle, ...]:
    from poise.estimation.models.catalogue import bundles

    return bundles()


def _found(bundle: Bundle) -> tuple[Path, ...]:
    from poise.estimation.models import shelf

    return shelf.found(bundle)


def _examine(bundle: Bundle, path: Path) -> bool:
    """Compute the hash, whatever is noted, and note what came out."""
    from poise.estimation.models import shelf

    sound = shelf.is_sound(bundle, path)
    if sound:
        shelf.note(bundle, path)
    else:
        shelf.forget(bundle)
    return sound


@contextmanager
def _progress(count: int, *, enabled: bool) -> Iterator[tuple[Say, Callable[[], None]]]:
    """Yield what to call with each step and after each bundle: a bar in a terminal, lines elsewhere."""
    from rich.console import Console

    console = Console(stderr=True)
    if not (enabled and console.is_terminal):
        yield (say if enabled else lambda _: None), lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Elapsed(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("models", total=count)
        yield lambda step: bar.update(task, description=step), lambda: bar.advance(task)
