"""What the guarded child is asked to do in the tests, good and bad. Runs in the child."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from poise import errors
from poise.media.limits import MediaLimits

Request = Mapping[str, Any]
Progress = Callable[[Mapping[str, Any]], None]
Outputs = Mapping[str, BinaryIO]
Answer = tuple[dict[str, Any], dict[str, Any]]


def echo(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    return dict(request), {}


def arrays(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    numbers = np.arange(24.0)
    return {}, {
        "float64": numbers.reshape(2, 3, 4),
        "big endian": numbers.astype(">f4"),
        "transposed": numbers.reshape(4, 6).T,
        "empty": np.empty((0, 3)),
        "scalar": np.float64(5).reshape(()),
        "flags": numbers > 3,
        "nan": np.array([np.nan, np.inf]),
        "bytes": np.arange(255, dtype=np.uint8),
    }


def objects(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    return {}, {"objects": np.array([object()])}


def report(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    for done in range(request["total"] + 1):
        progress({"done": done, "total": request["total"]})
    return {}, {}


def fail(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    kind = getattr(errors, request["error"], None) or getattr(__import__("builtins"), request["error"])
    print("the last words", file=sys.stderr, flush=True)
    raise kind(*request["arguments"])


def write(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    for _ in range(request["times"]):
        outputs["film"].write(request["text"].encode())
    return {"names": sorted(outputs)}, {}


def chatter(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    os.write(1, b"x" * 300_000)
    os.write(2, b"y" * 300_000)
    return {"stdin": sys.stdin.read()}, {}


def allocate(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    return {"bytes": np.zeros(request["bytes"], np.uint8).size}, {}


def allocate_natively(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    # What a C++ library does when it gets no memory.
    os.write(2, b"terminate called after throwing an instance of 'std::bad_alloc'\n")
    os.abort()


def spin(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    while True:
        pass


def decode_for_ever(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    from poise.isolation.processor_time import bounded_processor_time

    with bounded_processor_time(30.0):
        pass  # what is over in time harms nothing later
    with bounded_processor_time(limits.max_picture_cpu_s):
        while True:
            pass


def decode_for_ever_beside_mediapipe(
    request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits
) -> Answer:
    from poise.estimation.mediapipe_estimators import PoseEstimator
    from poise.estimation.models import Model

    with PoseEstimator(Model.LITE):  # makes the process ignore SIGPROF
        return decode_for_ever(request, progress, outputs, limits)


def make_estimators_around_a_picture(
    request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits
) -> Answer:
    from poise.estimation.mediapipe_estimators import PoseEstimator
    from poise.estimation.models import Model
    from poise.isolation.processor_time import bounded_processor_time

    for _ in range(2):
        with bounded_processor_time(limits.max_picture_cpu_s):
            pass
        PoseEstimator(Model.LITE).close()
    return {}, {}


def sleep(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    progress({"pid": os.getpid()})
    time.sleep(request["seconds"])
    return {}, {}


def crash(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    ctypes.string_at(0)
    return {}, {}


def leave(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    os._exit(request["status"])


def killed(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    signal.raise_signal(signal.SIGKILL)
    return {}, {}


def open_files(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    with ExitStack() as held:
        for _ in range(request["count"]):
            held.enter_context(Path(__file__).open())
    return {}, {}


def environment(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    return {
        "names": sorted(os.environ),
        "path": sys.path,
        "session": os.getsid(0) == os.getpid(),
    }, {}


def attempt(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    """Try what is forbidden; tell what became of each attempt."""
    folder, parent = Path(request["folder"]), os.getppid()
    attempts: dict[str, Callable[[], object]] = {
        "open a socket of IPv4": lambda: socket.socket(socket.AF_INET),
        "open a socket of IPv6": lambda: socket.socket(socket.AF_INET6),
        "open a local socket": lambda: socket.socket(socket.AF_UNIX),
        "connect": lambda: socket.create_connection(("127.0.0.1", request["port"]), timeout=2),
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
    return {"outcomes": outcomes, "allowed": _allowed(folder)}, {}


def _outcome(action: Callable[[], object]) -> str:
    try:
        action()
    except OSError as error:
        return type(error).__name__
    return "done"


def _allowed(folder: Path) -> dict[str, object]:
    ran = []
    thread = threading.Thread(target=lambda: ran.append(True))
    thread.start()
    thread.join()
    return {
        "read a file": (folder / "old").read_text(),
        "start a thread": ran == [True],
        "pipe": len(os.pipe()),
    }


def read_media(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    """Read files to their end; tell for each how it went: a size, or the error and its message."""
    from poise.media.kinds import MediaKind, media_kind
    from poise.media.picture import read_picture
    from poise.media.video import open_video

    told: dict[str, list[str]] = {}
    for name in request["paths"]:
        try:
            if media_kind(name) is MediaKind.PICTURE:
                told[name] = ["picture", str(read_picture(name, limits).image_size)]
            else:
                with open_video(name, limits) as video:
                    told[name] = ["video", str(sum(1 for _ in video.frames()))]
        except errors.PoiseError as error:
            told[name] = [type(error).__name__, str(error)]
        progress({"done": len(told)})
    return {"told": told}, {}


def say_niceness(request: Request, progress: Progress, outputs: Outputs, limits: MediaLimits) -> Answer:
    return {"niceness": os.nice(0)}, {}
