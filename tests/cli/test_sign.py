"""`poise sign` as its user meets it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.cli.command import run_poise
from tests.studio.signing.recordings import write_nobody, write_word


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return write_word(tmp_path / "fly.poise", "FLY")


def poise(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return run_poise("sign", *arguments)


def test_a_recording_is_spelled_in_words_and_for_machines(recording: Path) -> None:
    said = poise(recording, "--spell")
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[0].endswith("fly.poise: FLY  (American fingerspelling (ASL), right hand)")
    found = json.loads(poise(recording, "--spell", "--json").stdout)
    assert (found["kind"], found["text"]) == ("spelled", "FLY")


def test_a_word_is_verified_in_words_and_for_machines(recording: Path) -> None:
    assert "FLY was shown" in poise(recording, "--verify", "FLY").stdout
    said = poise(recording, "--verify", "FLW").stdout
    assert "FLW was not shown yet" in said
    assert "finger" in said.splitlines()[3]
    assert json.loads(poise(recording, "--verify", "FLY", "--json").stdout)["shown"] is True


def test_a_recording_without_a_hand_says_so(tmp_path: Path) -> None:
    said = poise(write_nobody(tmp_path / "nobody.poise"), "--spell")
    assert said.returncode == 0
    assert said.stdout.strip().endswith("nobody.poise: no hand was found.")


def test_one_of_both_questions_is_asked(recording: Path) -> None:
    assert poise(recording).returncode == 2
    assert poise(recording, "--spell", "--verify", "FLY").returncode == 2


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    said = poise(tmp_path / "none.poise", "--spell")
    assert said.returncode == 1
    assert len(said.stderr.strip().splitlines()) == 1
