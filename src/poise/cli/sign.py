"""`poise sign`: what the hands of a recording spell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poise.cli.terminal import show, show_json

if TYPE_CHECKING:
    from poise.studio.signing.results import SpelledFile, VerifiedFile


def sign(
    media: Annotated[Path, typer.Argument(help="A recording with hands.", show_default=False)],
    spell: Annotated[bool, typer.Option("--spell", help="Print the letters that were held.")] = False,
    digits: Annotated[bool, typer.Option("--digits", help="Spell digits instead of letters.")] = False,
    verify: Annotated[
        str | None,
        typer.Option(
            help="Say whether this word or number is shown, and what to change.", show_default=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for machines.")] = False,
) -> None:
    """Read American fingerspelling from the hands of a recording: practice, not a translator."""
    from poise.studio.signing.sign import spell as spell_medium
    from poise.studio.signing.sign import verify_word

    if spell == (verify is not None):
        raise typer.BadParameter("choose one of --spell and --verify WORD", param_hint="--spell")
    if verify is None:
        spelled = spell_medium(media, digits=digits)
        show_json(spelled) if as_json else _print_spelled(spelled)
        return
    verified = verify_word(media, verify)
    show_json(verified) if as_json else _print_verified(verified)


def _print_spelled(found: SpelledFile) -> None:
    if found.hand is None:
        show(f"{found.media}: no hand was found.")
        return
    show(f"{found.media}: {found.text or 'nothing was spelled'}  ({found.language}, {found.hand} hand)")
    for letter in found.letters:
        best = ", ".join(f"{one.symbol} {one.probability:.2f}" for one in letter.candidates)
        show(f"  {letter.time_s:7.2f} s  {letter.symbol or '?'}  {best}")


def _print_verified(found: VerifiedFile) -> None:
    if found.hand is None:
        show(f"{found.media}: no hand was found.")
        return
    verdict = "was shown" if found.shown else "was not shown yet"
    show(f"{found.media}: {found.word} {verdict}  ({found.language}, {found.hand} hand)")
    for letter in found.letters:
        when = "      -  " if letter.shown_s is None else f"{letter.shown_s:7.2f} s"
        show(f"  {when}  {letter.symbol}  {' '.join(letter.corrections)}".rstrip())
