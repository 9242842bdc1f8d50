"""The guarded child process: bound yourself, then do what the parent asked, and answer.

Started by `poise.isolation.guard` as ``python -m poise.isolation.child``; imports little, as every estimate
waits for it. The limits and the isolation stand before anything is imported that could parse a file.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

from poise.errors import PoiseError
from poise.isolation.codec import decode, encode
from poise.isolation.priority import give_way
from poise.isolation.sandbox import isolate, set_process_option
from poise.isolation.task import Assignment, Context, Progress, Task
from poise.isolation.wire import Message, receive, receive_arrays, send, send_with_arrays
from poise.media.limits import MediaLimits

if TYPE_CHECKING:
    from poise.isolation.codec import Arrays

_PR_SET_PDEATHSIG = 1
# More often nobody can see, and a slow reader would hold up the work.
_PROGRESS_INTERVAL_S = 0.05


def main() -> None:
    """Read the task from standard input, do it, and answer on the file descriptor named there."""
    _, content = receive(_read)
    assignment: Assignment = decode(content["assignment"], Assignment, {})
    with os.fdopen(assignment.reply, "wb") as pipe:
        _bind_life_to(assignment.parent)
        give_way()  # somebody waits for the answer, but people who are coached live go first
        isolate()
        _apply(assignment.limits, writes=bool(assignment.outputs))
        try:
            _answer(pipe, assignment, content)
        except Exception as error:  # noqa: BLE001  (whatever it is, the parent must hear of it)
            send(pipe, Message.FAILURE, _failure(error))
    # Native threads may hang on the way out, and there is nothing left to tidy.
    os._exit(0)


def _read(count: int) -> bytearray:
    return bytearray(sys.stdin.buffer.read(count))


def _read_into(buffer: memoryview) -> None:
    buffer[:] = _read(len(buffer))


def _answer(pipe: BinaryIO, assignment: Assignment, content: Mapping[str, Any]) -> None:
    # The parent is believed: its arrays are as large as they are.
    arrays = receive_arrays(content["arrays"], _read_into, sys.maxsize)
    task: Task[Any, Any] = getattr(import_module(assignment.module), assignment.name)
    request_type, answer_type = task.types
    outputs = {name: os.fdopen(descriptor, "wb") for name, descriptor in assignment.outputs.items()}
    request = decode(content["request"], request_type, arrays)
    answer = task(request, Context(assignment.limits, outputs, _reporter(pipe)))
    for output in outputs.values():
        output.close()
    answered: Arrays = {}
    value = encode(answer, answer_type, answered)
    send_with_arrays(pipe, Message.ANSWER, {"value": value}, answered)


def _reporter(pipe: BinaryIO) -> Callable[[Progress], None]:
    lock = threading.Lock()
    last_s = -1.0

    def report(progress: Progress) -> None:
        nonlocal last_s
        with lock:
            now_s = time.monotonic()
            is_last = progress.total > 0 and progress.done == progress.total
            if is_last or now_s - last_s >= _PROGRESS_INTERVAL_S:
                last_s = now_s
                send(pipe, Message.PROGRESS, encode(progress, Progress, {}))

    return report


def _failure(error: Exception) -> dict[str, str]:
    name, message = "", ""
    if isinstance(error, PoiseError):
        name, message = type(error).__name__, str(error)
    elif isinstance(error, MemoryError):
        name = "MemoryError"
    elif isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        name, message = (
            "OutputError",
            f"The result cannot be written: {os.strerror(error.errno)}; please make room.",
        )
    return {"error": name, "message": message, "detail": "".join(traceback.format_exception(error))[-4096:]}


def _bind_life_to(parent: int) -> None:
    """End with the parent, however it ends."""
    if sys.platform.startswith("linux"):
        set_process_option(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _apply(limits: MediaLimits, *, writes: bool) -> None:
    import resource

    # What a parent ignores its children ignore too.
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    # Two seconds between the signal that says why and the one that cannot be ignored.
    bounds = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (limits.max_output_bytes,) * 2 if writes else (0, 0),
        resource.RLIMIT_NOFILE: (limits.open_files,) * 2,
        resource.RLIMIT_CPU: (limits.cpu_s, limits.cpu_s + 2),
        resource.RLIMIT_AS: (limits.memory_bytes,) * 2,
    }
    for kind, wanted in bounds.items():
        _, present = resource.getrlimit(kind)
        allowed = sys.maxsize if present == resource.RLIM_INFINITY else present
        try:
            resource.setrlimit(kind, (min(wanted[0], allowed), min(wanted[1], allowed)))
        except ValueError:
            # Not every system enforces every limit; the others still stand.
            continue


if __name__ == "__main__":
    main()
