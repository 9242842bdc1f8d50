"""Where OpenCV cannot be loaded, drawing is refused before any work, with the command that mends it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests import media_maker

from poise.errors import SystemLibraryError
from poise.media.overlay.opencv import MEND, require_opencv

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
    code = "from poise.media.overlay.opencv import require_opencv; require_opencv()"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.models
def test_an_overlay_without_libgl_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "cv2.py").write_text(WITHOUT_LIBGL)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "lib"))
    media_maker.write_picture(tmp_path / "person.png")
    command = [
        sys.executable,
        "-m",
        "poise",
        "estimate",
        "person.png",
        "--overlay",
        "out.png",
        "--model",
        "lite",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert done.stderr.startswith("poise: OpenCV cannot be loaded (libGL.so.1)")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out.png").exists()
