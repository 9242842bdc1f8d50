"""Ctrl-C at any moment is one sentence, also before a command has begun."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

_INTERRUPTED_WHILE_LOADING = """
import os, signal, sys

class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            if {number} == signal.SIGINT:
                signal.signal(signal.SIGINT, signal.default_int_handler)
            os.kill(os.getpid(), {number})

sys.meta_path.insert(0, Interrupt())
from poise.__main__ import main
sys.argv = ["poise", "exercises"]
main()
"""


_CANCELLED = signal.SIGINT, 130, "poise: cancelled; nothing was left behind.\n"
_ENDED = signal.SIGTERM, 143, "poise: ended by a signal; nothing was left behind.\n"


@pytest.mark.parametrize(
    ("module", "number", "status", "sentence"),
    [
        ("typer", *_CANCELLED),
        ("typer", *_ENDED),
        ("poise.cli.estimate", *_CANCELLED),
        ("poise.catalogue", *_ENDED),
    ],
)
def test_a_signal_while_loading_is_one_sentence(
    module: str, number: signal.Signals, status: int, sentence: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED_WHILE_LOADING.format(module=module, number=int(number))],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr == sentence
