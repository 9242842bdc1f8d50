"""The guarded child process, seen from its parent."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.children import children

from poise import errors
from poise.errors import GuardError, OutputError, PoiseError
from poise.isolation import guard
from poise.isolation.guard import Reply, run_guarded
from poise.media.limits import MediaLimits

HERE = Path(__file__).resolve().parents[2]
needs_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the guard's walls are Linux's")


@pytest.fixture(autouse=True)
def _cases_can_be_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "ENTRY_PACKAGES", ("poise", "tests"))
    monkeypatch.setenv("PYTHONPATH", str(HERE))


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    before = open_descriptors(), children()
    yield
    assert (open_descriptors(), children()) == before


def open_descriptors() -> set[str]:
    folder = Path("/proc/self/fd")
    return {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()


def run_case(name: str, limits: MediaLimits | None = None, **request: Any) -> Reply:
    return run_guarded(f"tests.isolation.guard_cases:{name}", request, limits=limits)


def test_the_answer_comes_back() -> None:
    reply = run_case("echo", text="Grüße ✓", numbers=[1, 2.5, None, True], nested={"a": {"b": []}})
    assert reply.header == {"text": "Grüße ✓", "numbers": [1, 2.5, None, True], "nested": {"a": {"b": []}}}
    assert reply.arrays == {}


def test_the_child_gives_way_to_whoever_is_coached() -> None:
    assert run_case("say_niceness").header == {"niceness": min(19, os.nice(0) + 10)}


def test_arrays_come_back_as_they_were() -> None:
    arrays, numbers = run_case("arrays").arrays, np.arange(24.0)
    expected: dict[str, Any] = {
        "float64": numbers.reshape(2, 3, 4),
        "big endian": numbers.astype("<f4"),
        "transposed": numbers.reshape(4, 6).T,
        "empty": np.empty((0, 3)),
        "scalar": np.float64(5).reshape(()),
        "flags": numbers > 3,
        "nan": np.array([np.nan, np.inf]),
        "bytes": np.arange(255, dtype=np.uint8),
    }
    assert list(arrays) == list(expected)
    for name, array in expected.items():
        assert arrays[name].dtype == array.dtype
        assert arrays[name].flags.writeable
        np.testing.assert_array_equal(arrays[name], array, strict=True)


def test_objects_do_not_cross() -> None:
    with pytest.raises(GuardError) as caught:
        run_case("objects")
    assert "is of type |O" in str(caught.value.__cause__)


def test_progress_is_reported_and_its_end_never_missed() -> None:
    heard: list[Mapping[str, Any]] = []
    run_guarded("tests.isolation.guard_cases:report", {"total": 20_000}, on_progress=heard.append)
    assert heard[0] == {"done": 0, "total": 20_000}
    assert heard[-1] == {"done": 20_000, "total": 20_000}
    assert len(heard) < 2_000


@pytest.mark.parametrize(
    "name", ["MediaNotFound", "DamagedMedia", "OutputError", "EstimationError", "MissingExtra"]
)
def test_an_error_of_poise_is_raised_again(name: str) -> None:
    with pytest.raises(getattr(errors, name)) as caught:
        run_case("fail", error=name, arguments=["One sentence.\x1b[31m\nAnd another."])
    assert type(caught.value) is getattr(errors, name)
    assert str(caught.value) == "One sentence. [31m And another."
    assert "Traceback" in str(caught.value.__cause__)


@pytest.mark.parametrize("name", ["ValueError", "KeyError", "SystemError", "RecursionError"])
def test_any_other_error_becomes_one_sentence(name: str) -> None:
    with pytest.raises(GuardError, match=r"^The file could not be read: [^\n]*\.$") as caught:
        run_case("fail", error=name, arguments=["detail"])
    assert name in str(caught.value.__cause__)
    assert "the last words" in str(caught.value.__cause__)


def test_a_full_disc_is_told() -> None:
    with pytest.raises(OutputError, match="No space left on device; please make room"):
        run_case("fail", error="OSError", arguments=[28, "No space left on device"])


@needs_linux
@pytest.mark.parametrize(
    ("name", "request_", "limits", "words"),
    [
        (
            "allocate",
            {"bytes": 2**31},
            MediaLimits(memory_bytes=2**30),
            "more memory than the limit of 1.0 GiB",
        ),
        ("allocate_natively", {}, MediaLimits(), "more memory than the limit"),
        ("spin", {}, MediaLimits(cpu_s=1), "more than the limit of 1 s of processor time"),
        (
            "decode_for_ever",
            {},
            MediaLimits(max_picture_cpu_s=0.5),
            "ecoding the picture takes more than the limit of 0.5 s of processor time",
        ),
        ("sleep", {"seconds": 60}, MediaLimits(max_silence_s=0.5), "made no progress for 0.5 s"),
        ("crash", {}, MediaLimits(), "crashed"),
        ("killed", {}, MediaLimits(), "ended from outside"),
        ("leave", {"status": 0}, MediaLimits(), "ended without an answer"),
        ("leave", {"status": 3}, MediaLimits(), "ended without an answer"),
        ("arrays", {}, MediaLimits(max_reply_bytes=100), "garbled answer"),
        ("open_files", {"count": 300}, MediaLimits(), "something unexpected"),
        ("not_there", {}, MediaLimits(), "something unexpected"),
    ],
)
def test_each_way_to_die_has_its_sentence(
    name: str, request_: dict[str, Any], limits: MediaLimits, words: str
) -> None:
    with pytest.raises(GuardError, match=f"^[A-Z][^\n]*{words}[^\n]*\\.$"):
        run_case(name, limits, **request_)


def test_a_limit_on_processor_time_holds_though_the_parent_ignores_its_signal() -> None:
    """Children inherit what is ignored."""
    before = signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    try:
        with pytest.raises(GuardError, match="more than the limit of 1 s of processor time"):
            run_case("spin", MediaLimits(cpu_s=1, max_silence_s=10))
    finally:
        signal.signal(signal.SIGXCPU, before)


@pytest.mark.models
def test_a_picture_is_bounded_though_mediapipe_ignores_the_signal() -> None:
    with pytest.raises(GuardError, match=r"more than the limit of 0\.5 s of processor time"):
        run_case("decode_for_ever_beside_mediapipe", MediaLimits(max_picture_cpu_s=0.5, max_silence_s=20))


@pytest.mark.models
def test_mediapipe_s_own_signal_ends_nobody_after_a_picture() -> None:
    assert run_case("make_estimators_around_a_picture", MediaLimits()).header == {}


def test_what_fits_into_the_limit_is_done() -> None:
    assert run_case("allocate", MediaLimits(memory_bytes=2**30), bytes=2**28).header == {"bytes": 2**28}


def test_noise_on_the_standard_streams_harms_nothing() -> None:
    assert run_case("chatter").header == {"stdin": ""}


@pytest.mark.parametrize(
    "entry",
    ["os:system", "poise", "poise.media", "poise:a:b", "poisefake.x:y", "poise.media.kinds:__class__.x", ""],
)
def test_only_functions_of_poise_are_run(entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "ENTRY_PACKAGES", ("poise",))
    with pytest.raises(ValueError, match="does not name a function of Poise"):
        run_guarded(entry, {})


def test_the_environment_is_not_handed_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POISE_MONGODB_URI", "mongodb://user:secret@host")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit('the wrong json')")
    header = run_case("environment").header
    assert "POISE_MONGODB_URI" not in header["names"]
    assert "PATH" in header["names"]
    assert str(tmp_path) not in header["path"]
    assert "" not in header["path"]
    assert header["session"], "Ctrl-C in the terminal must not reach the child"


def test_given_files_are_written_and_others_are_not(tmp_path: Path) -> None:
    with (tmp_path / "film").open("wb") as film:
        film.write(b"begin ")
        reply = run_guarded(
            "tests.isolation.guard_cases:write", {"text": "middle ", "times": 2}, outputs={"film": film}
        )
        film.write(b"end")
    assert reply.header == {"names": ["film"]}
    assert (tmp_path / "film").read_text() == "begin middle middle end"


@needs_linux
def test_a_given_file_cannot_grow_beyond_the_limit(tmp_path: Path) -> None:
    with (tmp_path / "film").open("wb") as film, pytest.raises(OutputError, match="File too large"):
        run_guarded(
            "tests.isolation.guard_cases:write",
            {"text": "x" * 1000, "times": 1000},
            outputs={"film": film},
            limits=MediaLimits(max_output_bytes=10_000),
        )
    assert (tmp_path / "film").stat().st_size <= 10_000


@needs_linux
def test_the_network_other_files_and_other_processes_are_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("kept")
    with socket.create_server(("127.0.0.1", 0)) as server:
        header = run_case("attempt", folder=str(tmp_path), port=server.getsockname()[1]).header
        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()
    assert [
        name for name, outcome in header["outcomes"].items() if outcome not in ("PermissionError", "gaierror")
    ] == []
    assert header["allowed"] == {"read a file": "kept", "start a thread": True, "pipe": 2}
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert (tmp_path / "old").read_text() == "kept"


class StoppedError(Exception):
    """Raised by a test's progress function."""


@pytest.mark.parametrize("kind", [StoppedError, KeyboardInterrupt])
def test_an_exception_in_the_parent_ends_the_child(kind: type[BaseException]) -> None:
    pids: list[int] = []

    def stop(content: Mapping[str, Any]) -> None:
        pids.append(content["pid"])
        raise kind

    with pytest.raises(kind):
        run_guarded("tests.isolation.guard_cases:sleep", {"seconds": 600}, on_progress=stop)
    assert not is_alive(pids[0])


@needs_linux
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_child_ends_with_its_parent(how: signal.Signals) -> None:
    program = (
        "from poise.isolation import guard\n"
        "guard.ENTRY_PACKAGES = ('tests',)\n"
        "tell = lambda content: print(content['pid'], flush=True)\n"
        "guard.run_guarded('tests.isolation.guard_cases:sleep', {'seconds': 600}, on_progress=tell)\n"
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
