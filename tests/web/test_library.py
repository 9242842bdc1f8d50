"""A studio with a wrong exercise file coaches everything else, and says which file it left out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.web.browser import Browser

from poise.catalogue import catalogue


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "exercises"
    folder.mkdir()
    monkeypatch.setenv("POISE_EXERCISES", str(folder))
    return folder


def test_a_wrong_exercise_file_is_a_complaint_and_takes_nothing_away(own: Path, browser: Browser) -> None:
    (own / "broken.toml").write_text("id = ")
    (own / "._broken.toml").write_bytes(b"\0\5\x16\7")
    os.mkfifo(own / "pipe.toml")
    ada = browser.sign_up("Ada")
    assert len(ada.ask("GET", "/v1/exercises").json()) == len(catalogue())
    assert ada.ask("GET", "/v1/exercises/squat").status_code == 200
    complaints = ada.ask("GET", "/v1/exercise-complaints").json()
    assert [one.split()[0] for one in complaints] == ["broken.toml", "pipe.toml"]


def test_a_complaint_is_in_the_language_of_who_reads_it(own: Path, browser: Browser) -> None:
    (own / "broken.toml").write_text("id = ")
    ada = browser.sign_up("Ada")
    (english,) = ada.ask("GET", "/v1/exercise-complaints").json()
    (german,) = ada.ask("GET", "/v1/exercise-complaints", headers={"Accept-Language": "de"}).json()
    assert english.startswith("broken.toml is not valid TOML: Invalid value")
    assert german.startswith("broken.toml ist kein gültiges TOML: ungültiger Wert")


def test_sound_files_give_no_complaint(own: Path, browser: Browser) -> None:
    squat = Path(__file__).parents[2] / "src" / "poise" / "catalogue" / "exercises" / "squat.toml"
    text = squat.read_text().replace('id = "squat"', 'id = "box-squat"')
    (own / "box-squat.toml").write_text(text, "utf-8-sig")
    ada = browser.sign_up("Ada")
    assert ada.ask("GET", "/v1/exercise-complaints").json() == []
    assert ada.ask("GET", "/v1/exercises/box-squat").status_code == 200
