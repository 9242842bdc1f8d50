"""How Poise speaks in a terminal: answers on stdout, progress and troubles on stderr."""

from __future__ import annotations

import errno
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

import typer
from typer.core import TyperGroup

from poise.errors import PoiseError

if TYPE_CHECKING:
    from pydantic import JsonValue

    from poise.studio.results import Result

BAD_INPUT = 1
CANCELLED = 130  # 128 + SIGINT, as shells report it

# What a terminal obeys rather than shows (C0, DEL, C1), what turns or hides text (marks of direction, separators,
# tags), and the halves of letters that names of files may hold. Any of it may stand in a name that a stranger chose.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# In place of our own signs where the terminal's encoding lacks them.
_PLAIN = str.maketrans(
    {"✓": "+", "✗": "x", "→": "->", "–": "-", "±": "+/-", "·": "-", "…": "...", "°": " deg"}
)


def printable(text: str) -> str:
    r"""Return text as one line that a terminal shows and does not obey.

    Examples
    --------
    >>> print(printable("squat\x1b[31m.mp4"))
    squat\x1b[31m.mp4
    """
    return _UNSAFE.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def say(sentence: str) -> None:
    """Print one sentence on stderr."""
    _print(printable(sentence), sys.stderr)


def show(line: str) -> None:
    """Print a line of an answer on stdout."""
    _print(printable(line), sys.stdout)


def show_json(answer: Result | Sequence[Result] | Mapping[str, JsonValue]) -> None:
    """Print an answer for machines on stdout."""
    text = json.dumps(
        answer,
        default=lambda result: result.document(),
        indent=2,
        ensure_ascii=not _is_unicode(sys.stdout),
        allow_nan=False,
    )
    _print("\n".join(_json_escaped(line) for line in text.split("\n")), sys.stdout)


def _json_escaped(line: str) -> str:
    # JSON leaves letters beyond C0 as they are; escaped they mean the same.
    return _UNSAFE.sub(lambda found: json.dumps(found[0])[1:-1], line)


def _is_unicode(stream: TextIO | None) -> bool:
    return stream is None or (stream.encoding or "").lower().replace("_", "-").startswith("utf")


def _print(text: str, stream: TextIO | None) -> None:
    if stream is None:
        return  # closed by the shell (``>&-``): nobody listens
    if not _is_unicode(stream):
        encoding = stream.encoding or "ascii"
        if not _is_encodable(text, encoding):
            text = text.translate(_PLAIN)
        text = text.encode(encoding, "backslashreplace").decode(encoding)
    print(text, file=stream, flush=True)  # at once, so that a full disc is told and not met at the end


def _is_encodable(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def spare_streams() -> None:
    """Let nothing that others print end in a UnicodeError: what the encoding lacks is written as its number."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


class PoiseGroup(TyperGroup):
    """A group of commands in which an expected error is one sentence, never a traceback."""

    def make_context(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401  (the base class's signature)
        """Read the options; some of them print, such as ``--version``."""
        with _report_errors():
            return super().make_context(*args, **options)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  (the base class's signature)
        """Run the command."""
        with _report_errors():
            return super().invoke(ctx)


@contextmanager
def _report_errors() -> Iterator[None]:
    """Print an expected error as one sentence and end with its code."""
    try:
        yield
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
    except OSError as error:
        # Whatever the system refuses about a file that was named, at a point that no other sentence covers.
        if error.filename is None and error.errno == errno.ENOSPC:
            sys.stdout = None  # what waits in it would fail again at the end
        name = f"{error.filename}: " if isinstance(error.filename, str) else ""
        say(f"poise: {name}{error.strerror or error}; {_what_to_do(error)}.")
        raise typer.Exit(BAD_INPUT) from None


def _what_to_do(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "please make room"
    return "please check its name and rights"
