"""`poise doctor` as its user meets it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.contract.records import account

from poise.estimation.models import Model, bundle_path
from poise.store.opening import store_at


def doctor(*arguments: str, **environment: str) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "poise", "doctor", "--json", *arguments],
        capture_output=True, text=True, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout)


@pytest.mark.models
def test_a_machine_that_was_set_up_is_well() -> None:
    status, report = doctor("--no-speed")
    assert status == 0, report
    assert report["well"]
    names = {check["name"] for check in report["checks"]}
    assert {"Python", "mediapipe", "OpenCV", "model full", "network isolation"} <= names


@pytest.mark.models
def test_speed_is_measured_for_each_model_that_is_there(tmp_path: Path) -> None:
    for model in (Model.LITE, Model.FULL):  # the heavy one would take long, and proves no more
        (tmp_path / bundle_path(model).name).symlink_to(bundle_path(model))
    _, report = doctor(POISE_MODEL_DIR=str(tmp_path))
    speeds = {
        check["name"]: check["finding"] for check in report["checks"] if check["name"].startswith("speed")
    }
    assert {"speed lite", "speed full"} == set(speeds)
    assert all("frames per second" in finding for finding in speeds.values()), speeds


def test_missing_models_are_a_fault_with_the_command_that_mends_it(tmp_path: Path) -> None:
    status, report = doctor("--no-speed", POISE_MODEL_DIR=str(tmp_path))
    missing = {check["name"]: check for check in report["checks"] if check["status"] == "fault"}
    assert status == 1
    assert missing["model full"]["mend"] == "poise models build full"


def test_a_data_folder_is_looked_at_whole(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    async def make() -> None:
        store = store_at(folder)
        await store.open()
        await store.accounts.add(account())
        await store.close()

    asyncio.run(make())
    _, report = doctor("--no-speed", "--data-dir", str(folder))
    assert [check["status"] for check in report["checks"] if check["name"] == "data"] == ["ok"]
    with (folder / "poise.sqlite3").open("r+b") as file:
        file.seek(2 * 4096)
        file.write(bytes(range(256)) * 16)
    status, report = doctor("--no-speed", "--data-dir", str(folder))
    faults = [check for check in report["checks"] if check["name"] == "data"]
    assert (status, {check["status"] for check in faults}) == (1, {"fault"})
    assert all(f"restore {folder} from a backup" in check["mend"] for check in faults)
