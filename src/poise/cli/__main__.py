"""The command `poise`."""

from __future__ import annotations

from typing import Annotated

import typer

from poise import __version__
from poise.cli import (
    coach,
    compare,
    doctor,
    estimate,
    exercises,
    hold,
    jobs,
    models,
    poses,
    serve,
    sign,
    store,
    train,
    user,
    worker,
)
from poise.cli.terminal import PoiseGroup, show, spare_streams

app = typer.Typer(
    name="poise",
    cls=PoiseGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Poise finds the body in pictures and videos and judges the movement. Nothing leaves this machine.",
)
app.command("serve")(serve.serve)
app.command("worker")(worker.worker)
app.command("estimate")(estimate.estimate)
app.command("coach")(coach.coach)
app.command("hold")(hold.hold)
app.command("compare")(compare.compare)
app.command("sign")(sign.sign)
app.command("train")(train.train)
app.command("doctor")(doctor.doctor)
app.add_typer(exercises.app, name="exercises", help="The exercises that Poise can coach.")
app.add_typer(poses.app, name="poses", help="The poses that an attempt can be compared with.")
app.add_typer(models.app, name="models", help="Build and check the model bundles.")
app.add_typer(user.app, name="user", help="The people of a studio, for its administrator.")
app.add_typer(jobs.app, name="jobs", help="The work that a studio does for its people.")
app.add_typer(store.app, name="store", help="Where a studio's data are, and how they move.")


def _print_version(wanted: bool) -> None:
    if wanted:
        show(f"poise {__version__}")
        raise typer.Exit


@app.callback()
def _poise(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop."),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line."""
    spare_streams()
    app()


if __name__ == "__main__":
    main()
