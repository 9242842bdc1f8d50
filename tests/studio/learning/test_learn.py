"""Teaching by showing: what is written, what it counts, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests import media_maker
from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from poise.catalogue import load_exercise
from poise.errors import PoiseError
from poise.media.recording import Recording, write_recording
from poise.pose import PoseSequence
from poise.studio.coaching.coach import coach
from poise.studio.learning.learn import learn
from poise.studio.library.own_exercises import slug_of


def recorded(path: Path, sequence: PoseSequence) -> Path:
    write_recording(path, Recording((sequence,), {}))
    return path


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "own" / "exercises"
    monkeypatch.setenv("POISE_EXERCISES", str(folder))
    return folder


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    done = perform("bent-over-row", repetitions=3, yaw_deg=80.0, noise=Noise.typical())
    return recorded(tmp_path / "rows.poise", done.sequence)


def test_what_was_learned_is_written_and_counts_another_set_by_its_name(
    tmp_path: Path, own: Path, rows: Path
) -> None:
    done = learn(rows, name="Seal row")
    assert done.file == own / "seal-row.toml"
    assert done.is_own
    assert load_exercise(done.file) == done.lesson.exercise
    other = perform("bent-over-row", repetitions=6, yaw_deg=70.0, speed=1.3, noise=Noise.typical(), seed=5)
    path = recorded(tmp_path / "other.poise", other.sequence)
    assert coach(path, exercise="seal-row").summary.attempted == 6
    assert [file.name for file in own.iterdir()] == ["seal-row.toml"]


def test_it_is_written_where_it_was_asked_for_and_counts_from_there(
    tmp_path: Path, own: Path, rows: Path
) -> None:
    file = tmp_path / "my-row.toml"
    done = learn(rows, name='Row #2 \\ "strange"', output=file)
    assert not done.is_own
    assert load_exercise(file).name == 'Row #2 \\ "strange"'
    assert coach(rows, exercise=str(file)).summary.attempted == 3
    assert not own.exists()


def test_a_file_is_replaced_only_if_told_so(own: Path, rows: Path) -> None:
    learn(rows, name="Row")
    before = (own / "row.toml").read_bytes()
    (own / "row.toml").write_bytes(before + b"# mine\n")
    with pytest.raises(PoiseError, match=r"is there already; .*--force"):
        learn(rows, name="Row")
    assert (own / "row.toml").read_bytes() == before + b"# mine\n"
    learn(rows, name="Row", force=True)
    assert (own / "row.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Step up", "step-up"),
        ("  Step-Up (left)!", "step-up-left"),
        ("Kniebeuge über Kopf", "kniebeuge-uber-kopf"),
        ("21s", "21s"),
        ("深蹲", ""),
    ],
)
def test_a_name_gives_the_file_its_name(name: str, identifier: str) -> None:
    assert slug_of(name) == identifier


def nobody(tmp_path: Path, _rows: Path) -> Path:
    squat = perform("squat", repetitions=1).sequence
    blank = PoseSequence(
        squat.skeleton,
        np.full_like(squat.image, np.nan),
        np.full_like(squat.world, np.nan),
        squat.visibility,
        squat.presence,
        squat.times_s,
        squat.image_size,
    )
    return recorded(tmp_path / "nobody.poise", blank)


def still(tmp_path: Path, _rows: Path) -> Path:
    return recorded(tmp_path / "still.poise", perform("squat", repetitions=0, idle_s=(2.0, 2.0)).sequence)


def picture(tmp_path: Path, _rows: Path) -> Path:
    return media_maker.write_picture(tmp_path / "one.png")


def text(tmp_path: Path, _rows: Path) -> Path:
    path = tmp_path / "notes.mp4"
    path.write_text("not a film")
    return path


def good(_tmp_path: Path, rows: Path) -> Path:
    return rows


REFUSED: dict[str, tuple[Any, dict[str, Any], str]] = {
    "nobody": (nobody, {"name": "Mine"}, r"nobody\.poise: nobody is seen"),
    "no movement": (still, {"name": "Mine"}, r"still\.poise: nothing moves enough"),
    "a picture": (picture, {"name": "Mine"}, r"one\.png is a picture"),
    "no film": (text, {"name": "Mine"}, r"notes\.mp4"),
    "no such file": (lambda *_: Path("none.mp4"), {"name": "Mine"}, r"none\.mp4"),
    "more than are shown": (good, {"name": "Mine", "repetitions": 9}, "9 repetitions are said"),
    "no name": (good, {"name": "  "}, "name has 1 to 80 letters"),
    "a name of two lines": (good, {"name": "a\nb"}, "name has 1 to 80 letters"),
    "a name that is too long": (good, {"name": "a" * 81}, "name has 1 to 80 letters"),
    "a name without letters for a file": (good, {"name": "深蹲"}, "no file can be named after"),
    "a name of the catalogue": (good, {"name": "Squat"}, "the catalogue has an exercise squat"),
    "an odd file name": (good, {"name": "Mine", "output": "My Row.toml"}, "is no name for an exercise file"),
    "another ending": (good, {"name": "Mine", "output": "row.json"}, "is no name for an exercise file"),
    "no such folder": (good, {"name": "Mine", "output": "none/row.toml"}, "does not exist; make it first"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_learned_is_told_in_one_sentence_and_leaves_nothing(
    why: str, tmp_path: Path, own: Path, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, options, message = REFUSED[why]
    media = make(tmp_path, rows)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(PoiseError, match=message) as caught:
        learn(media, **options)
    assert "\n" not in str(caught.value)
    assert not own.exists()
    assert not list((tmp_path / "here").iterdir())
