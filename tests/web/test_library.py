"""A studio with a wrong exercise file coaches everything else, and says which file it left out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.studio.live.stream_maker import frames
from tests.synthetic.posing import Stay, take_poses
from tests.web.browser import Browser
from tests.web.live.client import SESSION, LiveClient, hello

from poise.catalogue import catalogue
from poise.catalogue.poses import library, write_own_pose
from poise.catalogue.programmes import programmes


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
    text = squat.read_text().replace('id = "squat"', 'id = "sofa-squat"')
    (own / "sofa-squat.toml").write_text(text, "utf-8-sig")
    ada = browser.sign_up("Ada")
    assert ada.ask("GET", "/v1/exercise-complaints").json() == []
    assert ada.ask("GET", "/v1/exercises/sofa-squat").status_code == 200


def test_programmes_are_listed_and_shown_in_the_language_of_who_reads_them(browser: Browser) -> None:
    ada = browser.sign_up("Ada")
    german = {"Accept-Language": "de"}
    english = ada.ask("GET", "/v1/programmes").json()
    assert {one["id"] for one in english} == set(programmes())
    assert [one["name"] for one in english] == sorted((one["name"] for one in english), key=str.casefold)
    shown = ada.ask("GET", "/v1/programmes/full-body", headers=german).json()
    assert (shown["name"], shown["equipment"]) == ("Ganzer Körper", ["Lang- oder Kurzhanteln"])
    assert shown["blocks"][1]["exercises"][0]["name"] == "Kniebeuge"
    missing = ada.ask("GET", "/v1/programmes/nothing", headers=german)
    assert (missing.status_code, missing.json()["detail"]) == (404, "Dieses Programm gibt es nicht.")


def test_a_wrong_programme_file_is_a_complaint_in_the_language_of_who_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    monkeypatch.setenv("POISE_PROGRAMMES", str(tmp_path))
    core = Path(__file__).parents[2] / "src" / "poise" / "catalogue" / "programmes" / "core.toml"
    wrong = core.read_text().replace('id = "core"', 'id = "mine"').replace('"crunch"', '"crunsh"')
    (tmp_path / "mine.toml").write_text(wrong)
    ada = browser.sign_up("Ada")
    assert len(ada.ask("GET", "/v1/programmes").json()) == len(programmes())
    (german,) = ada.ask("GET", "/v1/programme-complaints", headers={"Accept-Language": "de"}).json()
    assert german.startswith("mine.toml, Zeile ")
    assert "eine Übung 'crunsh' gibt es nicht; vielleicht crunch" in german


@pytest.fixture
def own_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pose that was saved for this studio; returns its file."""
    folder = tmp_path / "own-poses"
    folder.mkdir()
    monkeypatch.setenv("POISE_POSES", str(folder))
    path = folder / "my-tree.json"
    path.write_bytes(write_own_pose("my-tree", "My tree", "As our teacher stands", library()["tree"].pose))
    return path


def test_the_studio_s_own_poses_stand_beside_those_of_the_library(browser: Browser, own_tree: Path) -> None:
    ada = browser.sign_up("Ada")
    listed = {one["identifier"]: one for one in ada.get("/v1/poses")}
    assert (listed["my-tree"]["name"], listed["my-tree"]["is_own"]) == ("My tree", True)
    assert not listed["tree"]["is_own"]
    assert ada.get("/v1/poses/my-tree")["notes"] == "As our teacher stands"
    assert ada.ask("GET", "/v1/poses/my-tree/figure.svg").text.startswith("<svg")
    own_tree.unlink()
    assert ada.ask("GET", "/v1/poses/my-tree").status_code == 404
    assert "my-tree" not in {one["identifier"] for one in ada.get("/v1/poses")}


def test_an_own_pose_is_held_and_can_be_played_again_when_it_is_gone(
    browser: Browser, own_tree: Path
) -> None:
    ada = browser.sign_up("Ada")
    poses = take_poses([Stay("mountain", 1.0), Stay("tree", 5.0), Stay("mountain", 6.0)])
    items = frames(poses)
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(
            hello({"kind": "hold-pose", "pose": "my-tree", "seconds": 2.0}, image_size=list(poses.image_size))
        )
        live.until("welcome")
        live.send(items)
        live.until("durable", next=len(items))
    (left,) = ada.get("/v1/unfinished-sessions")
    assert left["title"] == "My tree"
    own_tree.unlink()
    finished = ada.post(f"/v1/sessions/{SESSION}/finish").json()
    assert finished["details"]["result"]["name"] == "My tree"
    assert finished["details"]["result"]["reached"]


def test_an_exercise_is_shown_as_a_moving_figure(browser: Browser) -> None:
    ada = browser.sign_up("Ada")
    answer = ada.ask("GET", "/v1/exercises/squat/demonstration")
    shown = answer.json()
    assert {len(frame) for frame in shown["frames"]} == {99}
    assert len(shown["frames"]) > 8
    assert shown["seen_from_deg"] == 75
    assert "max-age" in answer.headers["cache-control"]
    assert ada.ask("GET", "/v1/exercises/no-such/demonstration").status_code == 404
