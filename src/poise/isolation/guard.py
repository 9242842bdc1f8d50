"""Do risky work in a child process with bounds on memory, time and files, and without network.

The parsers of pictures and video are large and old; a file from a stranger must not be able to take over,
exhaust or block this process. The child is a fresh interpreter and no fork: a fork copies the locks of other
threads, and all that this process holds in memory.
"""

from __future__ import annotations

import os
import re
import selectors
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextvars import ContextVar, Token
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, Self, cast

from poise import errors
from poise.errors import GuardError, PoiseError
from poise.isolation.codec import decode, encode
from poise.isolation.run_queue import waited_for_processor_s
from poise.isolation.task import Answer, Assignment, OnProgress, Progress, Request, Task
from poise.isolation.wire import Message, WireError, receive, receive_arrays, send_with_arrays
from poise.media.limits import MediaLimits, readable_bytes

if TYPE_CHECKING:
    from poise.isolation.codec import Arrays

# Only our own functions run in the child, whatever a caller passes on.
TASK_PACKAGES = ("poise",)

# The child inherits nothing else: the environment of a server holds passwords.
_ENVIRONMENT = re.compile(
    r"PATH|HOME|LANG|LC_[A-Z]+|TMPDIR|TZ|PYTHONPATH|PYTHONHOME|LD_LIBRARY_PATH|XDG_[A-Z]+_HOME|POISE_EXERCISES|POISE_MODELS?_[A-Z_]+"
)
_THRIFT = {
    "PYTHONDONTWRITEBYTECODE": "1",
    # NumPy and the C library would make room for many threads' work.
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "4",
    # glibc gives the memory of each frame back and asks for it again: 300 page faults, or a third of the time that
    # decoding takes. It keeps what is below these (the second is the largest that it accepts).
    "MALLOC_TRIM_THRESHOLD_": str(256 * 2**20),
    "MALLOC_MMAP_THRESHOLD_": str(32 * 2**20),
}

_TAIL_BYTES = 4096
_MOST_MESSAGE = 500
_END_S = 5.0
_LEAST_S = 0.01  # of a silence that is waited for
_OUT_OF_MEMORY = re.compile(
    r"bad_alloc|[Cc]annot allocate memory|Insufficient memory|MemoryError|out of memory"
)


class Cancellation:
    """End guarded children from another thread.

    Inside ``with cancellation:`` every child that `run_guarded` starts belongs to it; so do those of threads to which
    the context is carried (`asyncio.to_thread`).
    """

    def __init__(self) -> None:
        self.is_cancelled = False
        self._lock = threading.Lock()
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._tokens: list[Token[Cancellation | None]] = []

    def __enter__(self) -> Self:
        self._tokens.append(_CANCELLATION.set(self))
        return self

    def __exit__(self, *_reason: object) -> None:
        _CANCELLATION.reset(self._tokens.pop())

    def cancel(self) -> None:
        """End the children that run, and each one that would be started after this."""
        with self._lock:
            self.is_cancelled = True
            for process in self._processes:
                process.kill()

    def add(self, process: subprocess.Popen[bytes]) -> None:
        """Let a child belong to it; once cancelled, the child is ended at once."""
        with self._lock:
            self._processes.add(process)
            if self.is_cancelled:
                process.kill()

    def remove(self, process: subprocess.Popen[bytes]) -> None:
        """Forget a child that is to be reaped: its number may soon be somebody else's."""
        with self._lock:
            self._processes.discard(process)


_CANCELLATION: ContextVar[Cancellation | None] = ContextVar("cancellation", default=None)


def run_guarded(
    task: Task[Request, Answer],
    request: Request,
    *,
    limits: MediaLimits | None = None,
    on_progress: OnProgress | None = None,
    outputs: Mapping[str, BinaryIO] | None = None,
) -> Answer:
    """Run a task of Poise in a guarded child process and return its answer.

    Request and answer cross as JSON and arrays; the answer is checked against its declared type. Whatever exception
    leaves this call (Ctrl-C too), the child is ended.

    Parameters
    ----------
    task : Task
        A function made a task by `poise.isolation.task.task`.
    request : Request
        What the function is asked.
    limits : MediaLimits, optional
        Bounds on the child, also handed to the function.
    on_progress : callable, optional
        Called in this thread with what the function reports, at most 20 times a second.
    outputs : mapping of str to binary file, optional
        Open files that the function may write to; it can write no others.

    Raises
    ------
    PoiseError
        What the function raised, if it is one of `poise.errors`.
    GuardError
        If the child crashed, ran into a limit, answered something else than it may, or raised anything else; the
        cause holds the detail.
    ValueError
        If the task is not a function of one of Poise's modules.
    TypeError
        If the request is not what the task takes.
    """
    if task.module.partition(".")[0] not in TASK_PACKAGES or not task.is_found_by_name:
        raise ValueError(f"{task.module}.{task.name} is not a task of Poise")
    with _Child(task, request, limits or MediaLimits(), outputs or {}) as child:
        answer: Answer = child.converse(on_progress)
    return answer


class _ChildGoneError(Exception):
    """The child closed its end before it had answered."""


class _Child:
    """One child process: started on entry, ended and reaped on exit."""

    def __init__(
        self, task: Task[Any, Any], request: object, limits: MediaLimits, outputs: Mapping[str, BinaryIO]
    ) -> None:
        self._task = task
        request_type, self._answer_type = task.types
        self._arrays: Arrays = {}
        self._request = encode(request, request_type, self._arrays)
        self._limits = limits
        self._outputs = outputs
        self._cancellation = _CANCELLATION.get()
        self._tail = b""

    def __enter__(self) -> Self:
        descriptors = {name: file.fileno() for name, file in self._outputs.items()}
        for file in self._outputs.values():
            file.flush()
        self._pipe, theirs = os.pipe()
        assignment = Assignment(
            self._task.module, self._task.name, self._limits, os.getpid(), theirs, descriptors
        )
        try:
            self._process = self._start((theirs, *descriptors.values()))
        except BaseException:
            os.close(self._pipe)
            raise
        finally:
            os.close(theirs)
        try:
            if self._cancellation is not None:
                self._cancellation.add(self._process)
            self._prepare(assignment)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _start(self, descriptors: tuple[int, ...]) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if _ENVIRONMENT.fullmatch(name)}
        return subprocess.Popen(
            # -P: a file numpy.py in the current folder must not become part of the child.
            [sys.executable, "-P", "-m", "poise.isolation.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=descriptors,
            env=environment | _THRIFT,
            # Ctrl-C in the terminal reaches this process alone, which then ends the child.
            start_new_session=True,
        )

    def _prepare(self, assignment: Assignment) -> None:
        assert self._process.stdin is not None and self._process.stderr is not None  # noqa: S101, PT018  (for mypy)
        content = {"assignment": encode(assignment, Assignment, {}), "request": self._request}
        try:
            with self._process.stdin as pipe:
                send_with_arrays(cast("BinaryIO", pipe), Message.TASK, content, self._arrays)
        except BrokenPipeError:
            # It died at once; `converse` will find out how.
            pass
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._pipe, selectors.EVENT_READ)
        self._selector.register(self._process.stderr, selectors.EVENT_READ)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        if self._cancellation is not None:
            self._cancellation.remove(self._process)
        if hasattr(self, "_selector"):
            self._selector.close()
        for pipe in (self._process.stdin, self._process.stderr):
            if pipe is not None:
                pipe.close()
        os.close(self._pipe)

    def converse(self, on_progress: OnProgress | None) -> Any:  # noqa: ANN401  (the task's answer)
        """Listen until the answer, the failure or the end has come."""
        try:
            while True:
                message, content = receive(self._read)
                if message is Message.ANSWER:
                    return self._answer(content)
                if message is Message.FAILURE:
                    raise self._failure(content)
                progress = _progress(message, content)
                if on_progress is not None:
                    on_progress(progress)
        except _ChildGoneError:
            raise self._obituary() from RuntimeError(self._last_words())
        except WireError as error:
            raise GuardError(
                "The process that reads media gave a garbled answer; the file may be malicious."
            ) from error

    def _answer(self, content: Mapping[str, Any]) -> Any:  # noqa: ANN401  (the task's answer)
        arrays = receive_arrays(content.get("arrays"), self._read_into, self._limits.max_reply_bytes)
        answer = decode(content.get("value"), self._answer_type, arrays)
        self._expect_end()
        return answer

    def _expect_end(self) -> None:
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            # The answer is whole; leaving the block ends the child.
            return

    def _failure(self, content: Mapping[str, Any]) -> PoiseError:
        name, message = content.get("error"), content.get("message")
        detail = RuntimeError(str(content.get("detail"))[:_TAIL_BYTES] + self._last_words())
        error: PoiseError
        if name in _ERRORS and isinstance(message, str):
            error = _ERRORS[name](_one_line(message))
        elif name == "MemoryError" or _OUT_OF_MEMORY.search(str(detail)):
            error = self._memory_error()
        else:
            error = GuardError(
                "The file could not be read: something unexpected went wrong; please report this."
            )
        error.__cause__ = detail
        return error

    def _memory_error(self) -> GuardError:
        return GuardError(
            f"Reading this takes more memory than the limit of {readable_bytes(self._limits.memory_bytes)}; "
            "use a smaller file or raise the limit."
        )

    def _obituary(self) -> GuardError:
        try:
            status = self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            status = 0
        if (exhausted := self._out_of_time(status)) is not None:
            return exhausted
        if _OUT_OF_MEMORY.search(self._last_words()):
            return self._memory_error()
        if self._cancellation is not None and self._cancellation.is_cancelled:
            return GuardError("The work was ended before it was done; please try again.")
        if status == -signal.SIGKILL:
            return GuardError(
                "The process that reads media was ended from outside, perhaps for lack of memory."
            )
        if status < 0:
            return GuardError("The process that reads media crashed; the file is damaged or malicious.")
        return GuardError("The process that reads media ended without an answer; please report this.")

    def _out_of_time(self, status: int) -> GuardError | None:
        """Say which limit on processor time the signal that ended the child stands for."""
        if status == -signal.SIGXCPU:
            return GuardError(
                f"Reading this takes more than the limit of {self._limits.cpu_s} s of processor time; "
                "use a shorter file or raise the limit."
            )
        if status == -signal.SIGPROF:
            return GuardError(
                f"Decoding the picture takes more than the limit of {self._limits.max_picture_cpu_s:g} s of "
                "processor time; the file is damaged or malicious, or the limit must be raised."
            )
        return None

    def _last_words(self) -> str:
        return self._tail.decode(errors="replace")

    def _read(self, count: int) -> bytearray:
        buffer = bytearray(count)
        self._read_into(memoryview(buffer))
        return buffer

    def _read_into(self, buffer: memoryview) -> None:
        while buffer:
            self._await_bytes()
            count = os.readv(self._pipe, [buffer])
            if count == 0:
                self._drain()
                raise _ChildGoneError
            buffer = buffer[count:]

    def _await_bytes(self) -> None:
        while True:
            ready = self._select()
            if not ready:
                raise GuardError(
                    f"The process that reads media made no progress for {self._limits.max_silence_s:g} s; "
                    "the file is damaged or malicious."
                )
            if self._process.stderr in ready:
                self._listen()
            if self._pipe in ready:
                return

    def _select(self) -> list[object]:
        """Return what can be read; nothing after a silence in which the child had the processor or did not want it."""
        left_s, waited_s = self._limits.max_silence_s, waited_for_processor_s(self._process.pid)
        while left_s > _LEAST_S:
            if ready := self._selector.select(left_s):
                return [key.fileobj for key, _ in ready]
            # A child gives way: on a busy machine it may get no processor for long, which is no silence of its own.
            before_s, waited_s = waited_s, waited_for_processor_s(self._process.pid)
            left_s = min(waited_s - before_s, left_s)
        return []

    def _listen(self) -> None:
        assert self._process.stderr is not None  # noqa: S101  (for mypy)
        heard = os.read(self._process.stderr.fileno(), 65536)
        self._tail = (self._tail + heard)[-_TAIL_BYTES:]
        if not heard:
            self._selector.unregister(self._process.stderr)

    def _drain(self) -> None:
        while self._process.stderr in [key.fileobj for key in self._selector.get_map().values()]:
            if not self._selector.select(_END_S):
                return
            self._listen()


def _progress(message: Message, content: Mapping[str, Any]) -> Progress:
    if message is not Message.PROGRESS:
        raise WireError("a message that the child does not send")
    progress: Progress = decode(content, Progress, {})
    return progress


def _one_line(message: str) -> str:
    # An untrusted process says this, and it goes to a terminal.
    return "".join(letter if letter.isprintable() else " " for letter in message)[:_MOST_MESSAGE]


_ERRORS: dict[str, type[PoiseError]] = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, PoiseError) and kind is not PoiseError
}
