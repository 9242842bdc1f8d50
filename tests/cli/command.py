"""The command `poise` in this process: as in a process of its own, less half a second for starting it."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from poise.cli.__main__ import main


def run_poise(
    *arguments: str | Path, cwd: Path | None = None, encoding: str = "utf-8", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `poise ARGUMENTS` and return what a process would; what it starts itself are processes all the same.

    A test needs a process of its own only where it sends a signal, ends abruptly, or looks at the start.
    """
    streams = [io.TextIOWrapper(io.BytesIO(), encoding, newline="", write_through=True) for _ in range(2)]
    command = ["poise", *map(str, arguments)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", command)
        patch.setattr(sys, "stdout", streams[0])
        patch.setattr(sys, "stderr", streams[1])
        for name, value in environment.items():
            patch.setenv(name, value)
        if cwd is not None:
            patch.chdir(cwd)
        code = _exit_code()
    stdout, stderr = (stream.buffer.getvalue().decode(encoding) for stream in streams)
    return subprocess.CompletedProcess(command, code, stdout, stderr)


def _exit_code() -> int:
    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0
