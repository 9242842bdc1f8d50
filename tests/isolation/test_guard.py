"""The guarded child process, seen from its parent."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.children import children
from tests.isolation import guard_cases
from tests.isolation.guard_cases import (
    Colour,
    Failure,
    Forbidden,
    Inner,
    Parcel,
    Writing,
    all_shapes,
)

from poise import errors
from poise.errors import GuardError, OutputError, PoiseError
from poise.isolation import guard
from poise.isolation.guard import run_guarded
from poise.isolation.task import Context, Progress, Task, task
from poise.media.limits import MediaLimits

HERE = Path(__file__).resolve().parents[2]
needs_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the guard's walls are Linux's")


@pytest.fixture(autouse=True)
def _cases_can_be_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "TASK_PACKAGES", ("poise", "tests"))
    monkeypatch.setenv("PYTHONPATH", str(HERE))


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    before = open_descriptors(), children()
    yield
    assert (open_descriptors(), children()) == before


def open_descriptors() -> set[str]:
    folder = Path("/proc/self/fd")
    return {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()


def parcel() -> Parcel:
    """Return one of everything."""
    inner = tuple(Inner(name, {"x": 0.5}, np.ones((size, 2))) for name, size in (("a", 1), ("b", 0)))
    return Parcel(
        text="Grüße ✓",
        count=-3,
        ratio=2.5,
        is_good=True,
        colour=Colour.GREEN,
        path=Path("folder/ö.mp4"),
        nothing=None,
        data=b"\x00\xff",
        size=(640, 480),
        words=("a", "", "ß"),
        inner=inner,
        points=np.arange(6.0).reshape(2, 3),
        weights=np.array([np.nan, 1.0]),
    )


def test_what_is_asked_and_what_is_answered_cross_whole() -> None:
    sent, back = parcel(), run_guarded(guard_cases.echo, parcel())
    for name in ("text", "count", "ratio", "is_good", "colour", "path", "nothing", "data", "size", "words"):
        assert getattr(back, name) == getattr(sent, name), name
    np.testing.assert_array_equal(back.points, sent.points, strict=True)
    np.testing.assert_array_equal(back.weights, sent.weights, strict=True)
    assert [(one.name, one.values, one.points.shape) for one in back.inner] == [
        ("a", {"x": 0.5}, (1, 2)),
        ("b", {"x": 0.5}, (0, 2)),
    ]


def test_a_request_that_is_not_what_the_task_takes_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="count is str"):
        run_guarded(guard_cases.echo, replace(parcel(), count="3"))  # type: ignore[arg-type]


def test_the_child_gives_way_to_whoever_is_coached() -> None:
    assert run_guarded(guard_cases.say_niceness, None) == min(19, os.nice(0) + 10)


def test_arrays_come_back_as_they_were() -> None:
    back, sent = run_guarded(guard_cases.arrays, None), all_shapes()
    for each in fields(sent):
        array, expected = getattr(back, each.name), getattr(sent, each.name)
        assert array.dtype == expected.dtype.newbyteorder("<")
        assert array.flags.writeable
        np.testing.assert_array_equal(array, expected)


def test_objects_do_not_cross() -> None:
    with pytest.raises(GuardError) as caught:
        run_guarded(guard_cases.objects, None)
    assert "is of type |O" in str(caught.value.__cause__)


def test_progress_is_reported_and_its_end_never_missed() -> None:
    heard: list[Progress] = []
    run_guarded(guard_cases.report, 20_000, on_progress=heard.append)
    assert heard[0] == Progress("counting", 0, 20_000)
    assert heard[-1] == Progress("counting", 20_000, 20_000)
    assert len(heard) < 2_000


@pytest.mark.parametrize(
    "name", ["MediaNotFound", "DamagedMedia", "OutputError", "EstimationError", "MissingExtra"]
)
def test_an_error_of_poise_is_raised_again(name: str) -> None:
    with pytest.raises(getattr(errors, name)) as caught:
        run_guarded(guard_cases.fail, Failure(name, "One sentence.\x1b[31m\nAnd another."))
    assert type(caught.value) is getattr(errors, name)
    assert str(caught.value) == "One sentence. [31m And another."
    assert "Traceback" in str(caught.value.__cause__)


@pytest.mark.parametrize("name", ["ValueError", "KeyError", "SystemError", "RecursionError"])
def test_any_other_error_becomes_one_sentence(name: str) -> None:
    with pytest.raises(GuardError, match=r"^The file could not be read: [^\n]*\.$") as caught:
        run_guarded(guard_cases.fail, Failure(name, "detail"))
    assert name in str(caught.value.__cause__)
    assert "the last words" in str(caught.value.__cause__)


def test_a_full_disc_is_told() -> None:
    with pytest.raises(OutputError, match="No space left on device; please make room"):
        run_guarded(guard_cases.fail, Failure("OSError", "No space left on device", 28))


def _value(text: bytes, arrays: bytes = b"[]") -> bytes:
    whole = b'{"value": ' + text + b', "arrays": ' + arrays + b"}"
    return struct.pack(">cI", b"A", len(whole)) + whole


POINTS = b'[["points", "<f8", [1, 2]]]'


@pytest.mark.parametrize(
    "message",
    {
        "bytes without a form": b"A\x00\x00",
        "a message that only the parent sends": struct.pack(">cI", b"T", 2) + b"{}",
        "no value": struct.pack(">cI", b"A", 14) + b'{"arrays": []}',
        "another type": _value(b"3"),
        "a field that is missing": _value(b'{"name": "a", "values": {}}'),
        "a field more": _value(b'{"name": "a", "values": {}, "points": "points", "b": 1}', POINTS)
        + bytes(16),
        "a number as a word": _value(b'{"name": 3, "values": {}, "points": "points"}', POINTS) + bytes(16),
        "a word as a number": _value(b'{"name": "", "values": {"x": ""}, "points": "points"}', POINTS)
        + bytes(16),
        "an array that was not sent": _value(b'{"name": "a", "values": {}, "points": "points"}'),
        "an array in the text": _value(b'{"name": "a", "values": {}, "points": [[1, 2]]}'),
        "another shape": _value(
            b'{"name": "a", "values": {}, "points": "points"}', b'[["points", "<f8", [2, 1]]]'
        )
        + bytes(16),
        "another type of array": _value(
            b'{"name": "a", "values": {}, "points": "points"}', b'[["points", "<i8", [1, 2]]]'
        )
        + bytes(16),
        "more than was allowed": _value(b"0", b'[["points", "<f8", [1000000000000, 2]]]'),
        "progress of another form": struct.pack(">cI", b"P", 13) + b'{"stage": "a"}'[:13],
        "progress without its fields": struct.pack(">cI", b"P", 14) + b'{"stage": "a"}',
        "progress in words": struct.pack(">cI", b"P", 40) + b'{"stage": "a", "done": "1", "total": 20}',
    }.items(),
    ids=lambda case: case[0],
)
def test_a_child_that_was_taken_over_is_not_believed(message: tuple[str, bytes]) -> None:
    with pytest.raises(GuardError, match=r"garbled answer|without an answer"):
        run_guarded(guard_cases.lie, message[1])


@needs_linux
@pytest.mark.parametrize(
    ("work", "request_", "limits", "words"),
    [
        (
            guard_cases.allocate,
            2**31,
            MediaLimits(memory_bytes=2**30),
            "more memory than the limit of 1.0 GiB",
        ),
        (guard_cases.allocate_natively, None, MediaLimits(), "more memory than the limit"),
        (guard_cases.spin, None, MediaLimits(cpu_s=1), "more than the limit of 1 s of processor time"),
        (
            guard_cases.decode_for_ever,
            None,
            MediaLimits(max_picture_cpu_s=0.5),
            "ecoding the picture takes more than the limit of 0.5 s of processor time",
        ),
        (guard_cases.sleep, 60.0, MediaLimits(max_silence_s=0.5), "made no progress for 0.5 s"),
        (guard_cases.crash, None, MediaLimits(), "crashed"),
        (guard_cases.killed, None, MediaLimits(), "ended from outside"),
        (guard_cases.leave, 0, MediaLimits(), "ended without an answer"),
        (guard_cases.leave, 3, MediaLimits(), "ended without an answer"),
        (guard_cases.arrays, None, MediaLimits(max_reply_bytes=100), "garbled answer"),
        (guard_cases.open_files, 300, MediaLimits(), "something unexpected"),
    ],
)
def test_each_way_to_die_has_its_sentence(
    work: Task[Any, Any], request_: object, limits: MediaLimits, words: str
) -> None:
    with pytest.raises(GuardError, match=f"^[A-Z][^\n]*{words}[^\n]*\\.$"):
        run_guarded(work, request_, limits=limits)


@pytest.fixture
def crowded_processor() -> Iterator[None]:
    """Run on one processor with somebody who never rests, and to whom the guarded child gives way."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        other.kill()
        other.wait()
        os.sched_setaffinity(0, before)


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="the system does not tell who waits")
@pytest.mark.usefixtures("crowded_processor")
def test_a_child_that_gets_no_processor_is_not_silent() -> None:
    assert run_guarded(guard_cases.compute, 0.6, limits=MediaLimits(max_silence_s=1.5)) is None


def test_a_task_that_the_child_does_not_find_is_unexpected(monkeypatch: pytest.MonkeyPatch) -> None:
    only_here = task(made("tests.isolation.guard_cases", "only_here"))
    monkeypatch.setattr(guard_cases, "only_here", only_here, raising=False)
    with pytest.raises(GuardError, match="something unexpected"):
        run_guarded(only_here, 1)


def made(module: str, name: str) -> Callable[[int, Context], int]:
    """Return a function that says of itself that it lies somewhere."""

    def same(request: int, _context: Context) -> int:
        return request

    same.__module__, same.__qualname__ = module, name
    return same


def test_a_limit_on_processor_time_holds_though_the_parent_ignores_its_signal() -> None:
    """Children inherit what is ignored."""
    before = signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    try:
        with pytest.raises(GuardError, match="more than the limit of 1 s of processor time"):
            run_guarded(guard_cases.spin, None, limits=MediaLimits(cpu_s=1, max_silence_s=10))
    finally:
        signal.signal(signal.SIGXCPU, before)


@pytest.mark.models
def test_a_picture_is_bounded_though_mediapipe_ignores_the_signal() -> None:
    with pytest.raises(GuardError, match=r"more than the limit of 0\.5 s of processor time"):
        run_guarded(
            guard_cases.decode_for_ever_beside_mediapipe,
            None,
            limits=MediaLimits(max_picture_cpu_s=0.5, max_silence_s=20),
        )


@pytest.mark.models
def test_mediapipe_s_own_signal_ends_nobody_after_a_picture() -> None:
    assert run_guarded(guard_cases.make_estimators_around_a_picture, None) is None


def test_what_fits_into_the_limit_is_done() -> None:
    assert run_guarded(guard_cases.allocate, 2**28, limits=MediaLimits(memory_bytes=2**30)) == 2**28


def test_noise_on_the_standard_streams_harms_nothing() -> None:
    assert run_guarded(guard_cases.chatter, None) == ""


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("poise", "estimate"),
        ("poise.isolation.guard", "run_guarded"),
        ("poise.isolation.guard", "_Child.converse"),
        ("poisefake.x", "y"),
        ("poise.media.kinds", "__class__.x"),
        ("", ""),
    ],
)
def test_only_tasks_of_poise_are_run(module: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "TASK_PACKAGES", ("poise",))
    with pytest.raises(ValueError, match="is not a task of Poise"):
        run_guarded(task(made(module, name)), 1)


def test_a_task_of_another_package_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "TASK_PACKAGES", ("poise",))
    with pytest.raises(ValueError, match="is not a task of Poise"):
        run_guarded(guard_cases.chatter, None)


def test_the_environment_is_not_handed_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POISE_MONGODB_URI", "mongodb://user:secret@host")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit('the wrong json')")
    found = run_guarded(guard_cases.environment, None)
    assert "POISE_MONGODB_URI" not in found.names
    assert "PATH" in found.names
    assert str(tmp_path) not in found.path
    assert "" not in found.path
    assert found.leads_a_session, "Ctrl-C in the terminal must not reach the child"


def test_given_files_are_written_and_others_are_not(tmp_path: Path) -> None:
    with (tmp_path / "film").open("wb") as film:
        film.write(b"begin ")
        names = run_guarded(guard_cases.write, Writing("middle ", 2), outputs={"film": film})
        film.write(b"end")
    assert names == ("film",)
    assert (tmp_path / "film").read_text() == "begin middle middle end"


@needs_linux
def test_a_given_file_cannot_grow_beyond_the_limit(tmp_path: Path) -> None:
    with (tmp_path / "film").open("wb") as film, pytest.raises(OutputError, match="File too large"):
        run_guarded(
            guard_cases.write,
            Writing("x" * 1000, 1000),
            outputs={"film": film},
            limits=MediaLimits(max_output_bytes=10_000),
        )
    assert (tmp_path / "film").stat().st_size <= 10_000


@needs_linux
def test_the_network_other_files_and_other_processes_are_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("kept")
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = run_guarded(guard_cases.attempt, Forbidden(tmp_path, server.getsockname()[1]))
        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()
    assert [
        name for name, outcome in found.outcomes.items() if outcome not in ("PermissionError", "gaierror")
    ] == []
    assert len(found.outcomes) == 19
    assert (found.old_file, found.ran_a_thread, found.pipe_ends) == ("kept", True, 2)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert (tmp_path / "old").read_text() == "kept"


class StoppedError(Exception):
    """Raised by a test's progress function."""


@pytest.mark.parametrize("kind", [StoppedError, KeyboardInterrupt])
def test_an_exception_in_the_parent_ends_the_child(kind: type[BaseException]) -> None:
    pids: list[int] = []

    def stop(progress: Progress) -> None:
        pids.append(progress.done)
        raise kind

    with pytest.raises(kind):
        run_guarded(guard_cases.sleep, 600.0, on_progress=stop)
    assert not is_alive(pids[0])


@needs_linux
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_child_ends_with_its_parent(how: signal.Signals) -> None:
    program = (
        "from poise.isolation import guard\n"
        "from tests.isolation.guard_cases import sleep\n"
        "guard.TASK_PACKAGES = ('tests',)\n"
        "tell = lambda progress: print(progress.done, flush=True)\n"
        "guard.run_guarded(sleep, 600.0, on_progress=tell)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=HERE,
    )
    with parent:
        try:
            assert parent.stdout is not None
            child = int(parent.stdout.readline())
            assert is_alive(child)
            parent.send_signal(how)
            parent.wait(timeout=30)
        finally:
            parent.kill()
    assert eventually(lambda: not is_alive(child))


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def eventually(holds: Any, within_s: float = 20.0) -> bool:
    end_s = time.monotonic() + within_s
    while time.monotonic() < end_s:
        if holds():
            return True
        time.sleep(0.02)
    return False


def test_every_error_of_poise_may_cross_but_the_root() -> None:
    kinds = {
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, PoiseError)
    }
    assert set(guard._ERRORS.values()) == kinds - {PoiseError}
