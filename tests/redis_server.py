"""The Redis that wake-ups are tested with: the system's, or the one that tools/setup.sh has unpacked; on loopback."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from tests.go_server import START_S, GoServer

# It does not end with its standard input by itself, so a shell waits for that, and kills it.
_GUARD = '"$@" & read _; kill -9 $!; wait $!'


class RedisServer(GoServer):
    """A Redis that keeps nothing on the disc; killed and started again, it has forgotten everything."""

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"redis://127.0.0.1:{self.port}/0"

    def begin(self, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start the process; it ends with us."""
        own = {"LD_LIBRARY_PATH": str(self._program.parent), **(environment or {})}
        options = ("--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--dir", str(self.folder))
        self._process = subprocess.Popen(
            ["sh", "-c", _GUARD, "redis", str(self._program), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **own},
        )
        return self._process

    def start(self) -> None:
        """Start it and wait until it answers."""
        process = self.begin()
        until = time.monotonic() + START_S
        while not self._answers():
            assert time.monotonic() < until
            assert process.poll() is None
            time.sleep(0.02)

    def kill(self) -> None:
        """End it as kill -9 does."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait(START_S)
            self._process = None

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1.0) as line:
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def program() -> Path:
    """Return a Redis; where there is none the test is skipped, in CI it fails."""
    cache_folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    unpacked = cache_folder / "poise" / "redis" / "redis-server"
    if found := shutil.which("redis-server"):
        return Path(found)
    if unpacked.is_file():
        return unpacked
    sentence = "The tests' Redis is not there; run: sh tools/setup.sh redis."
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """Start a Redis of one's own, and leave nothing of it."""
    started = RedisServer(program())
    try:
        started.start()
        yield started
    finally:
        started.remove()


@cache
def shared_redis() -> RedisServer:
    """Return the one that all tests of this process share, who take care of their own channels."""
    server = RedisServer(program())
    atexit.register(server.remove)
    server.start()
    return server
