"""`poise serve`: the studio on the web."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from poise.cli.terminal import say, show
from poise.errors import PoiseError


class Tls(StrEnum):
    """Where the certificate comes from."""

    OFF = "off"
    SELF_SIGNED = "self-signed"


def serve(
    host: Annotated[str, typer.Option(help="Where to listen; 0.0.0.0 for the whole network.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any that is free.")] = 8000,
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Where everything is kept (default: in your data folder).", show_default=False),
    ] = None,
    tls: Annotated[Tls, typer.Option(help="HTTPS with a certificate of its own; phones need it.")] = Tls.OFF,
    certificate: Annotated[
        Path | None, typer.Option(help="HTTPS with this certificate (PEM), together with --key.")
    ] = None,
    key: Annotated[Path | None, typer.Option(help="The key of --certificate (PEM).")] = None,
) -> None:
    """Start the studio; it prints its address, and on the first run a link to set it up."""
    from poise.web.serving import Address, serve
    from poise.web.settings import SignUp, web_settings

    settings = web_settings()
    if data_dir is not None:
        settings = settings.model_copy(update={"data_dir": data_dir})
    if (certificate is None) != (key is None):
        raise PoiseError("--certificate and --key belong together; give both.")
    for path in (certificate, key):
        if path is not None and not path.is_file():
            raise PoiseError(f"There is no file {path}; --certificate and --key name PEM files.")
    address = Address(host, port, certificate, key, is_self_signed=tls is Tls.SELF_SIGNED)
    if not address.is_loopback and "sign_up" not in settings.model_fields_set:
        settings = settings.model_copy(update={"sign_up": SignUp.INVITATION})
        say("poise: others reach this studio, so new people need an invitation (POISE_SIGN_UP changes that).")
    serve(address, settings, show)
    say("poise: stopped; everything is written.")
