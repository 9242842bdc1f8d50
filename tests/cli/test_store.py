"""`poise store`: a studio's data are counted and carried into another store."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from tests.contract.records import account
from tests.contract.servers import shared_ferretdb
from typer.testing import CliRunner

from poise.cli.__main__ import app
from poise.store.sqlite import SqliteStore

run = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one account."""

    async def fill() -> None:
        store = SqliteStore(tmp_path / "data")
        await store.open()
        await store.accounts.add(account())
        await store.close()

    asyncio.run(fill())
    return tmp_path / "data"


def test_the_data_are_counted(folder: Path) -> None:
    told = json.loads(run.invoke(app, ["store", "info", "--data-dir", str(folder), "--json"]).stdout)
    assert (told["back_end"], told["counts"]["accounts"]) == ("sqlite", 1)
    assert "accounts               1" in run.invoke(app, ["store", "info", "--data-dir", str(folder)]).stdout


def test_data_go_into_a_mongodb_and_back(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_URI", shared_ferretdb().uri + "poise_test_cli")
    there = run.invoke(app, ["store", "copy", "--from", str(folder), "--to", "env:SOME_URI"])
    assert "Both hold the same now: 1 records" in there.stdout
    assert "accounts: 1 of 1" in there.stderr
    back = run.invoke(
        app, ["store", "copy", "--from", "env:SOME_URI", "--to", str(tmp_path / "back"), "--json"]
    )
    assert json.loads(back.stdout)["copied"]["accounts"] == 1
    monkeypatch.setenv("POISE_MONGODB_URI", shared_ferretdb().uri + "poise_test_cli")
    assert json.loads(run.invoke(app, ["store", "info", "--json"]).stdout)["back_end"] == "mongodb"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("nowhere", "no data of Poise in nowhere"),
        ("env:UNSET_NAME", "no address in the environment variable"),
    ],
)
def test_a_wrong_address_is_one_sentence(source: str, sentence: str, tmp_path: Path) -> None:
    answer = run.invoke(app, ["store", "copy", "--from", source, "--to", str(tmp_path / "target")])
    assert answer.exit_code == 1
    assert sentence in answer.stderr
    assert not (tmp_path / "target").exists()
