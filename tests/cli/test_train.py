"""`poise train` as its user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from poise.catalogue import catalogue
from poise.catalogue.programmes import programmes
from poise.cli.__main__ import app


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POISE_PROGRAMMES", str(tmp_path))
    return tmp_path


def train(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["train", *arguments])


@pytest.mark.usefixtures("own")
def test_all_programmes_are_listed_with_their_minutes() -> None:
    lines = train().stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(programmes())
    assert all(" min " in line for line in lines)
    rows = json.loads(train("--json").stdout)
    assert [row["id"] for row in rows] == list(programmes())
    assert next(row for row in rows if row["id"] == "desk-break")["minutes"] == 5


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("name", sorted(programmes()))
def test_a_programme_is_printed_with_everything_in_it(name: str) -> None:
    done = train(name)
    assert done.exit_code == 0
    programme = programmes()[name]
    for words in (programme.name, programme.summary, *programme.sources):
        assert words in done.stdout
    for block in programme.blocks:
        for one in block.exercises:
            assert catalogue()[one.exercise].name in done.stdout
            assert one.notes in done.stdout


@pytest.mark.usefixtures("own")
def test_a_superset_says_its_rounds_and_a_set_its_amount() -> None:
    lines = [" ".join(line.split()) for line in train("full-body").stdout.splitlines()]
    assert "Main part: 3 rounds, 60 s of rest after each" in lines
    assert "Squat 3 x 10 accurate rest 90 s standard" in lines
    assert "Warrior II 1 x 20 s each side rest 10 s beginner" in lines


@pytest.mark.usefixtures("own")
def test_json_has_blocks_and_sources() -> None:
    found = json.loads(train("core", "--json").stdout)
    assert [block["kind"] for block in found["blocks"]] == ["warm-up", "main", "cool-down"]
    assert found["blocks"][1]["exercises"][0] == {
        "exercise": "plank",
        "name": "Plank",
        "sets": 1,
        "amount": {"repetitions": None, "accurate": None, "seconds": 30.0},
        "rest_s": 15.0,
        "level": "standard",
        "side": "both",
        "notes": "",
    }


def test_ones_own_is_listed_and_a_wrong_one_is_told(own: Path) -> None:
    core = Path(__file__).resolve().parents[2] / "src/poise/catalogue/programmes/core.toml"
    (own / "mine.toml").write_text(core.read_text().replace('id = "core"', 'id = "mine"'))
    (own / "broken.toml").write_text("id = ")
    done = train()
    assert "  mine " in done.stdout
    assert "poise: left out: broken.toml is not valid TOML" in done.stderr
    wrong = train("broken")
    assert wrong.exit_code == 1
    assert "poise: broken.toml is not valid TOML" in wrong.stderr
    assert train(str(own / "mine.toml")).stdout == train("mine").stdout


@pytest.mark.usefixtures("own")
def test_an_unknown_name_is_one_sentence() -> None:
    done = train("ful-body")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("poise: there is no programme 'ful-body'; did you mean full-body")
