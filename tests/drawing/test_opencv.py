"""Where OpenCV cannot be loaded, drawing is refused before any work, with the command that mends it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests import media_maker

from poise.drawing.opencv import MEND, require_opencv
from poise.errors import SystemLibraryError

WITHOUT_LIBGL = "raise ImportError('libGL.so.1: cannot open shared object file: No such file or directory')"


@pytest.mark.parametrize(
    ("module", "words"),
    [(WITHOUT_LIBGL, "libGL.so.1"), ("", "OpenCV 5"), ("raise ImportError()", "it is broken")],
)
def test_an_opencv_that_cannot_draw_gets_one_sentence(
    module: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cv2.py").write_text(module)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "cv2", None)  # so that whatever is loaded is taken back afterwards
    del sys.modules["cv2"]
    with pytest.raises(SystemLibraryError, match=words) as refused:
        require_opencv()
    assert MEND in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_opencv_that_is_locked_can_draw() -> None:
    code = "from poise.drawing.opencv import require_opencv; require_opencv()"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.models
@pytest.mark.parametrize(
    "command",
    [
        ("estimate", "person.png", "--overlay", "out.png"),
        ("compare", "pose:tree", "person.png", "-o", "out.png"),
    ],
)
def test_drawing_without_libgl_is_refused_in_one_sentence(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hide_libgl(tmp_path, monkeypatch)
    media_maker.write_picture(tmp_path / "person.png")
    refused = _run(tmp_path, *command, "--model", "lite")
    assert refused.startswith("poise: OpenCV cannot be loaded (libGL.so.1)")
    assert not (tmp_path / "out.png").exists()


def test_a_comparison_is_refused_before_a_picture_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hide_libgl(tmp_path, monkeypatch)
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    refused = _run(tmp_path, "compare", "broken.png", "broken.png", "-o", "out.png")
    assert refused.startswith("poise: OpenCV cannot be loaded")


def _hide_libgl(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "lib").mkdir()
    (folder / "lib" / "cv2.py").write_text(WITHOUT_LIBGL)
    monkeypatch.setenv("PYTHONPATH", str(folder / "lib"))


def _run(folder: Path, *arguments: str) -> str:
    """Return the one sentence with which a command fails."""
    done = subprocess.run(
        [sys.executable, "-m", "poise", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    return done.stderr
