"""How Poise speaks in a terminal: answers on stdout, progress and troubles on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from poise.errors import PoiseError

BAD_INPUT = 1
CANCELLED = 130  # 128 + SIGINT, as shells report it


def say(sentence: str) -> None:
    """Print one sentence on stderr."""
    print(sentence, file=sys.stderr)  # noqa: T201  (this is the terminal)


def show(text: str) -> None:
    """Print an answer on stdout."""
    print(text)  # noqa: T201  (this is the terminal)


def show_json(answer: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print an answer for machines on stdout; what is not a number becomes null."""
    show(json.dumps(answer, indent=2, ensure_ascii=False, allow_nan=False))


class PoiseGroup(TyperGroup):
    """A group of commands in which an expected error is one sentence, never a traceback."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  (the base class's signature)
        """Run the command."""
        try:
            return super().invoke(ctx)
        except PoiseError as error:
            say(f"poise: {error}")
            raise typer.Exit(BAD_INPUT) from None
        except KeyboardInterrupt:
            say("poise: cancelled; nothing was left behind.")
            raise typer.Exit(CANCELLED) from None
        except BrokenPipeError:
            # The reader went away (`poise ... | head`): not an error of ours, and nothing is left to tell it.
            sys.stdout = None  # keeps the interpreter from flushing to nobody
            raise typer.Exit(BAD_INPUT) from None
