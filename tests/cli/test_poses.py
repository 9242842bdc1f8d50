"""`poise poses` as its user meets it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from tests import media_maker
from tests.cli.command import run_poise

from poise.catalogue.poses import library
from poise.estimation.drawn_person import draw_person
from poise.media.recording import Recording, write_recording
from poise.pose import PoseSequence


def poise(*arguments: str | Path, own: Path, encoding: str = "utf-8") -> subprocess.CompletedProcess[str]:
    return run_poise(*arguments, encoding=encoding, POISE_POSES=str(own))


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """A recording of one person in the tree pose."""
    path = tmp_path / "tree.poise"
    write_recording(path, Recording((PoseSequence.from_poses([library()["tree"].pose]),)))
    return path


def test_the_poses_are_listed_by_tradition(tmp_path: Path) -> None:
    listed = json.loads(poise("poses", "--json", own=tmp_path).stdout)
    assert [one["id"] for one in listed] == list(library())
    dance = poise("poses", "--tradition", "dance", own=tmp_path).stdout
    assert "arabesque" in dance
    assert "tree" not in dance


def test_a_pose_is_shown_with_figure_and_steps(tmp_path: Path) -> None:
    shown = poise("poses", "tree", own=tmp_path).stdout
    assert any("\u2801" <= character <= "\u28ff" for character in shown)
    assert "1. Stand on one leg." in shown
    assert "#" in poise("poses", "tree", own=tmp_path, encoding="ascii").stdout
    assert len(json.loads(poise("poses", "show", "tree", "--json", own=tmp_path).stdout)["landmarks"]) == 33


def test_an_own_pose_is_saved_used_exported_and_put_aside(tmp_path: Path, recording: Path) -> None:
    own = tmp_path / "own"
    saved = poise("poses", "add", "my-tree", recording, "--notes", "at home", own=own)
    assert saved.returncode == 0, saved.stderr
    assert own.stat().st_mode & 0o077 == 0, "landmarks are personal"
    compared = poise("compare", "pose:my-tree", "pose:tree", "--json", own=own)
    assert json.loads(compared.stdout)["score"] == 100
    assert poise("poses", "add", "my-tree", recording, own=own).returncode == 1
    assert poise("poses", "add", "my-tree", recording, "--force", own=own).returncode == 0
    figure = tmp_path / "tree.svg"
    assert poise("poses", "export", "my-tree", "-o", figure, own=own).returncode == 0
    assert figure.read_text().startswith("<svg")
    assert poise("poses", "remove", "my-tree", own=own).returncode == 0
    assert poise("poses", "my-tree", own=own).returncode == 1
    assert (own / "removed" / "my-tree.json").exists()
    assert poise("poses", "add", "my-tree", recording, own=own).returncode == 0
    assert poise("poses", "remove", "my-tree", own=own).returncode == 0
    assert len(list((own / "removed").iterdir())) == 2, "the first one is kept, too"
    (own / "broken.json").write_text("{")
    assert poise("poses", "tree", own=own).returncode == 0, "a pose of the library needs no own file"


def test_which_pose_it_is_comes_first(tmp_path: Path, recording: Path) -> None:
    matches = json.loads(poise("poses", "which", recording, "--json", own=tmp_path).stdout)
    assert (matches[0]["id"], matches[0]["score"]) == ("tree", 100)
    assert len(matches) == 5


@pytest.mark.models
def test_a_picture_is_compared_with_a_pose_and_drawn_beside_it(tmp_path: Path) -> None:
    media_maker.write_picture(tmp_path / "me.png", draw_person())
    output = tmp_path / "out.png"
    done = poise("compare", "pose:mountain", tmp_path / "me.png", "-o", output, "--json", own=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "compared"
    assert output.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["poses", "tre"], "did you mean tree"),
        (["poses", "add", "tree", "x.png"], "is a pose of the library"),
        (["poses", "add", "my-tree", "missing.png"], "missing.png"),
        (["poses", "remove", "tree"], "stays"),
        (["poses", "remove", "nothing"], "not one of your own"),
        (["poses", "export", "tree", "-o", "tree.gif"], ".svg or .json"),
        (["compare", "pose:tre", "pose:tree"], "The reference: there is no pose 'tre'"),
        (["compare", "pose:tree", "pose:none"], "The attempt: there is no pose 'none'"),
    ],
)
def test_bad_input_gets_one_sentence(tmp_path: Path, arguments: list[str], says: str) -> None:
    done = poise(*arguments, own=tmp_path / "own")
    assert done.returncode == 1
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "own").exists()


def test_an_instant_of_a_set_is_asked_for(tmp_path: Path) -> None:
    tree = library()["tree"].pose
    person = PoseSequence.from_poses([tree, replace(tree, time_s=1.0)])
    write_recording(tmp_path / "set.poise", Recording((person,)))
    own = tmp_path / "own"
    assert "--at SECONDS" in poise("poses", "add", "one", tmp_path / "set.poise", own=own).stderr
    assert "is outside" in poise("poses", "add", "one", tmp_path / "set.poise", "--at", "7", own=own).stderr
    assert poise("poses", "add", "one", tmp_path / "set.poise", "--at", "0.9", own=own).returncode == 0


def test_a_damaged_own_pose_is_named_and_hides_nothing(tmp_path: Path, recording: Path) -> None:
    own = tmp_path / "own"
    assert poise("poses", "add", "my-tree", recording, own=own).returncode == 0
    (own / "spoilt.json").write_text("{")
    listed = poise("poses", "--json", own=own)
    assert listed.returncode == 0
    assert {"tree", "my-tree"} <= {one["id"] for one in json.loads(listed.stdout)}
    assert listed.stderr == "poise: left out: spoilt.json is not a pose that Poise saved.\n"
    assert poise("poses", "my-tree", own=own).returncode == 0
    shown = poise("poses", "spoilt", own=own)
    assert (shown.returncode, shown.stderr) == (1, "poise: spoilt.json is not a pose that Poise saved.\n")
    assert poise("poses", "remove", "spoilt", own=own).returncode == 0
    assert poise("poses", own=own).stderr == ""
