"""What the guarded child is asked to do in the tests, good and bad. Runs in the child."""

from __future__ import annotations

import ctypes
import inspect
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray

from poise import errors
from poise.isolation.codec import ArrayOf
from poise.isolation.task import Context, Progress, task
from poise.pose import FloatArray


class Colour(Enum):
    """A word of two."""

    RED = "red"
    GREEN = "green"


@dataclass(frozen=True)
class Inner:
    """Something inside something else."""

    name: str
    values: Mapping[str, float]
    points: Annotated[FloatArray, ArrayOf("<f8", "points", 2)]


@dataclass(frozen=True)
class Parcel:
    """One of everything that may cross."""

    text: str
    count: int
    ratio: float
    is_good: bool
    colour: Colour
    path: Path
    nothing: int | None
    data: bytes
    size: tuple[int, int]
    words: tuple[str, ...]
    inner: tuple[Inner, ...]
    points: Annotated[FloatArray, ArrayOf("<f8", "points", 3)]
    weights: Annotated[FloatArray, ArrayOf("<f8", "points")]


@task
def echo(request: Parcel, _context: Context) -> Parcel:
    return request


@dataclass(frozen=True)
class Shapes:
    """Arrays of every shape and of several types."""

    float64: Annotated[FloatArray, ArrayOf("<f8", "a", "b", "c")]
    big_endian: Annotated[NDArray[np.float32], ArrayOf("<f4", 24)]
    transposed: Annotated[FloatArray, ArrayOf("<f8", 6, 4)]
    empty: Annotated[FloatArray, ArrayOf("<f8", "none", 3)]
    scalar: Annotated[FloatArray, ArrayOf("<f8")]
    flags: Annotated[NDArray[np.bool_], ArrayOf("|b1", "flags")]
    nan: Annotated[FloatArray, ArrayOf("<f8", 2)]
    data: Annotated[NDArray[np.uint8], ArrayOf("|u1", 255)]


def all_shapes() -> Shapes:
    numbers = np.arange(24.0)
    return Shapes(
        numbers.reshape(2, 3, 4),
        numbers.astype(">f4"),
        numbers.reshape(4, 6).T,
        np.empty((0, 3)),
        np.array(5.0),
        numbers > 3,
        np.array([np.nan, np.inf]),
        np.arange(255, dtype=np.uint8),
    )


@task
def arrays(_request: None, _context: Context) -> Shapes:
    return all_shapes()


@task
def objects(_request: None, _context: Context) -> Annotated[NDArray[Any], ArrayOf("|O", 1)]:
    return np.array([object()])


@task
def lie(message: bytes, context: Context) -> Inner:
    """Say to the parent what somebody would who has taken over the child."""
    pipe = inspect.getclosurevars(context.report).nonlocals["pipe"]
    pipe.write(message)
    pipe.flush()
    os._exit(0)


@task
def report(total: int, context: Context) -> None:
    for done in range(total + 1):
        context.report(Progress("counting", done, total))


@dataclass(frozen=True)
class Failure:
    """Which error is raised with what."""

    error: str
    words: str
    number: int | None = None


@task
def fail(failure: Failure, _context: Context) -> None:
    kind = getattr(errors, failure.error, None) or getattr(__import__("builtins"), failure.error)
    print("the last words", file=sys.stderr, flush=True)
    if failure.number is not None:
        raise kind(failure.number, failure.words)
    raise kind(failure.words)


@dataclass(frozen=True)
class Writing:
    """What is written to the film, and how often."""

    text: str
    times: int


@task
def write(writing: Writing, context: Context) -> tuple[str, ...]:
    for _ in range(writing.times):
        context.outputs["film"].write(writing.text.encode())
    return tuple(sorted(context.outputs))


@task
def chatter(_request: None, _context: Context) -> str:
    os.write(1, b"x" * 300_000)
    os.write(2, b"y" * 300_000)
    return sys.stdin.read()


@task
def allocate(size: int, _context: Context) -> int:
    return np.zeros(size, np.uint8).size


@task
def allocate_natively(_request: None, _context: Context) -> None:
    # What a C++ library does when it gets no memory.
    os.write(2, b"terminate called after throwing an instance of 'std::bad_alloc'\n")
    os.abort()


@task
def spin(_request: None, context: Context) -> None:
    while True:
        pass


@task
def decode_for_ever(_request: None, context: Context) -> None:
    from poise.isolation.processor_time import bounded_processor_time

    with bounded_processor_time(30.0):
        pass  # what is over in time harms nothing later
    with bounded_processor_time(context.limits.max_picture_cpu_s):
        while True:
            pass


@task
def decode_for_ever_beside_mediapipe(_request: None, context: Context) -> None:
    from poise.estimation.mediapipe_estimators import PoseEstimator
    from poise.estimation.models import Model

    with PoseEstimator(Model.LITE):  # makes the process ignore SIGPROF
        decode_for_ever(None, context)


@task
def make_estimators_around_a_picture(_request: None, context: Context) -> None:
    from poise.estimation.mediapipe_estimators import PoseEstimator
    from poise.estimation.models import Model
    from poise.isolation.processor_time import bounded_processor_time

    for _ in range(2):
        with bounded_processor_time(context.limits.max_picture_cpu_s):
            pass
        PoseEstimator(Model.LITE).close()


@task
def compute(seconds: float, context: Context) -> None:
    """Take so much processor time, and report nothing."""
    while time.process_time() < seconds:
        pass


@task
def sleep(seconds: float, context: Context) -> None:
    context.report(Progress("sleeping", os.getpid()))
    time.sleep(seconds)


@task
def crash(_request: None, context: Context) -> None:
    ctypes.string_at(0)


@task
def leave(status: int, context: Context) -> None:
    os._exit(status)


@task
def killed(_request: None, context: Context) -> None:
    signal.raise_signal(signal.SIGKILL)


@task
def open_files(count: int, context: Context) -> None:
    with ExitStack() as held:
        for _ in range(count):
            held.enter_context(Path(__file__).open())


@dataclass(frozen=True)
class Surroundings:
    """What a child has from its parent."""

    names: tuple[str, ...]
    path: tuple[str, ...]
    leads_a_session: bool


@task
def environment(_request: None, context: Context) -> Surroundings:
    return Surroundings(tuple(sorted(os.environ)), tuple(sys.path), os.getsid(0) == os.getpid())


@dataclass(frozen=True)
class Forbidden:
    """Where the forbidden is tried."""

    folder: Path
    port: int


@dataclass(frozen=True)
class Outcomes:
    """What became of each attempt, and of what is allowed."""

    outcomes: Mapping[str, str]
    old_file: str
    ran_a_thread: bool
    pipe_ends: int


@task
def attempt(forbidden: Forbidden, context: Context) -> Outcomes:
    """Try what is forbidden; tell what became of each attempt."""
    folder, parent = forbidden.folder, os.getppid()
    attempts: dict[str, Callable[[], object]] = {
        "open a socket of IPv4": lambda: socket.socket(socket.AF_INET),
        "open a socket of IPv6": lambda: socket.socket(socket.AF_INET6),
        "open a local socket": lambda: socket.socket(socket.AF_UNIX),
        "connect": lambda: socket.create_connection(("127.0.0.1", forbidden.port), timeout=2),
        "look up a name": lambda: socket.getaddrinfo("localhost.invalid", 80),
        "write a file": lambda: (folder / "new").write_text("x"),
        "append to a file": lambda: (folder / "old").open("a").close(),
        "remove a file": (folder / "old").unlink,
        "rename a file": lambda: (folder / "old").rename(folder / "other"),
        "change rights": lambda: (folder / "old").chmod(0o777),
        "make a folder": (folder / "deep").mkdir,
        "link a file": lambda: (folder / "link").symlink_to("old"),
        "cut a file": lambda: os.truncate(folder / "old", 0),
        "make a pipe": lambda: os.mkfifo(folder / "pipe"),
        "set times": lambda: os.utime(folder / "old"),
        "start a program": lambda: subprocess.run(["/bin/true"], check=True),
        "fork": os.fork,
        "become a program": lambda: os.execv("/bin/true", ["true"]),
        "signal the parent": lambda: os.kill(parent, 0),
    }
    outcomes = {name: _outcome(action) for name, action in attempts.items()}
    ran: list[bool] = []
    thread = threading.Thread(target=lambda: ran.append(True))
    thread.start()
    thread.join()
    return Outcomes(outcomes, (folder / "old").read_text(), ran == [True], len(os.pipe()))


def _outcome(action: Callable[[], object]) -> str:
    try:
        action()
    except OSError as error:
        return type(error).__name__
    return "done"


@dataclass(frozen=True)
class Outcome:
    """How it went with one medium: its kind and size, or the error and its message."""

    path: Path
    kind: str
    text: str


@task
def read_media(paths: tuple[Path, ...], context: Context) -> tuple[Outcome, ...]:
    """Read files to their end; tell for each how it went: a size, or the error and its message."""
    from poise.media.kinds import MediaKind, media_kind
    from poise.media.picture import read_picture
    from poise.media.video import open_video

    outcomes = []
    for path in paths:
        try:
            if media_kind(path) is MediaKind.PICTURE:
                outcome = Outcome(path, "picture", str(read_picture(path, context.limits).image_size))
            else:
                with open_video(path, context.limits) as video:
                    outcome = Outcome(path, "video", str(sum(1 for _ in video.frames())))
        except errors.PoiseError as error:
            outcome = Outcome(path, type(error).__name__, str(error))
        outcomes.append(outcome)
        context.report(Progress("reading", len(outcomes)))
    return tuple(outcomes)


@task
def say_niceness(_request: None, context: Context) -> int:
    return os.nice(0)
