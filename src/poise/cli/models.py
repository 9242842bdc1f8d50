"""`poise models`: build, check and list the model bundles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from poise.cli.terminal import BAD_INPUT, PoiseGroup, say, show, show_json
from poise.estimation.models import DEFAULT_MODELS, Model

if TYPE_CHECKING:
    from poise.estimation.models.catalogue import Bundle

app = typer.Typer(cls=PoiseGroup, no_args_is_help=True)


@app.command()
def build(
    names: Annotated[
        list[Model] | None, typer.Argument(help="Default: lite full hand face.", show_default=False)
    ] = None,
    into: Annotated[Path | None, typer.Option(help="A folder other than the cache.")] = None,
    masks: Annotated[
        bool, typer.Option("--masks", help="Keep the mask branch of body models (slower, same landmarks).")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Build model bundles from the official packages; what is there and sound is left alone."""
    from poise.estimation.models import shelf
    from poise.estimation.models.catalogue import bundle_of

    wanted = [bundle_of(name, masks=masks) for name in names or DEFAULT_MODELS]
    shelf.build(wanted, into, (lambda _: None) if quiet else say)
    if not quiet:
        show(
            f"The models {', '.join(bundle.model for bundle in wanted)} are ready in {into or _home(wanted[0])}."
        )


@app.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """Compare every built bundle with its known hash. Exit status 1 if one differs."""
    rows = [row for row in _rows(with_hash=True) if row["path"]]
    if as_json:
        show_json(rows)
    else:
        for row in rows:
            show(f"  {'✓' if row['sound'] else '✗'} {row['name']:<12} {row['path']}")
        if not rows:
            show("No models have been built yet; run: poise models build")
    if not all(row["sound"] for row in rows):
        say("poise: a model is not what it should be; run: poise models build")
        raise typer.Exit(BAD_INPUT)


@app.command("list")
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """Show which models there are and where they lie."""
    rows = _rows(with_hash=False)
    if as_json:
        show_json(rows)
        return
    for row in rows:
        size = f"{row['bytes'] / 1e6:5.1f} MB" if row["bytes"] else "       –"
        show(f"  {row['name']:<12} {size}  {row['path'] or row['build']}")


def _rows(*, with_hash: bool) -> list[dict[str, Any]]:
    from poise.estimation.models.catalogue import bundles

    return [_row(bundle, with_hash=with_hash) for bundle in bundles()]


def _row(bundle: Bundle, *, with_hash: bool) -> dict[str, Any]:
    from poise.estimation.models import shelf

    path = shelf.find(bundle)
    return {
        "name": f"{bundle.model}{' + masks' if bundle.masks else ''}",
        "model": bundle.model.value,
        "masks": bundle.masks,
        "path": str(path) if path else None,
        "bytes": path.stat().st_size if path else None,
        "sound": shelf.is_sound(bundle, path) if path and with_hash else None,
        "licence": "Apache-2.0",
        "build": shelf.building_command(bundle),
    }


def _home(bundle: Bundle) -> Path | None:
    from poise.estimation.models import shelf

    path = shelf.find(bundle)
    return path.parent if path else None
