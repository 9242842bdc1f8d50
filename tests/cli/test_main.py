"""Ctrl-C at any moment is one sentence, also before a command has begun."""

from __future__ import annotations

import subprocess
import sys

import pytest

_INTERRUPTED_WHILE_LOADING = """
import os, signal, sys

class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
from poise.__main__ import main
sys.argv = ["poise", "exercises"]
main()
"""


@pytest.mark.parametrize("module", ["typer", "poise.cli.estimate", "poise.catalogue"])
def test_an_interrupt_while_loading_is_one_sentence(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _INTERRUPTED_WHILE_LOADING.format(module=module)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "poise: cancelled; nothing was left behind.\n"
