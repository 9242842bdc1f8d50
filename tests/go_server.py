"""A server that tools/setup.sh builds from a Go module of ours, run by the tests on loopback."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

_TOOLS = Path(__file__).resolve().parents[1] / "tools"
START_S = 30.0


def built_server(module: str, what: str, step: str) -> Path:
    """Return the program of a module of tools; where it is absent the test is skipped, in CI it fails.

    Parameters
    ----------
    module : str
        The folder, which is also the program's name.
    what : str
        What it is, for the sentence.
    step : str
        Of tools/setup.sh, which builds it.
    """
    text = b"".join((_TOOLS / module / name).read_bytes() for name in ("go.mod", "go.sum", "main.go"))
    cache_folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    found = cache_folder / "poise" / f"{module}-{hashlib.sha256(text).hexdigest()[:16]}" / module
    if not found.is_file():
        sentence = f"The tests' {what} server is not there; run: sh tools/setup.sh {step}."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found


class GoServer:
    """A server with its data in a folder of its own; killed and started again at will."""

    def __init__(self, program: Path) -> None:
        self._program = program
        self.folder = Path(tempfile.mkdtemp(prefix=f"poise-{program.name}-"))
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start the process; it ends with us, because its standard input does."""
        self._process = subprocess.Popen(
            [self._program, f"127.0.0.1:{self.port}", self.folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **(environment or {})},
        )
        return self._process

    def kill(self) -> None:
        """End it as kill -9 does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(START_S)
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._process = None

    def remove(self) -> None:
        """End it and remove its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
