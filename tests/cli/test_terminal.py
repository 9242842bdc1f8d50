"""Whatever stands in a name, the terminal shows it and does not obey it, in every encoding."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.media.recording.made_recordings import person
from tests.pose_maker import a_pose

from poise.catalogue.poses import write_own_pose
from poise.cli.terminal import printable, say, show, show_json
from poise.media.export import export
from poise.media.recording import Recording

HOSTILE = {
    "colour": "\x1b[31m",
    "the window's title": "\x1b]0;owned\x07",
    "C1": "\x9b31m",
    "a carriage return": "safe\rowned",
    "a new line": "safe\npoise: owned",
    "delete": "\x7f",
    "backspace": "a\x08b",
    "text turned round": "\u202egpj.exe",
    "an invisible mark": "a\u200eb",
    "isolates": "\u2066a\u2069",
    "a line separator": "a\u2028b",
    "a tag": "a\U000e0041b",
    "half a letter": "caf\udce9",
    "a byte order mark": "\ufeffa",
    "null": "a\0b",
}


@pytest.mark.parametrize("why", HOSTILE)
def test_a_name_is_shown_and_not_obeyed(why: str) -> None:
    shown = printable(HOSTILE[why])
    assert shown.isprintable()
    assert shown.isascii()
    assert "\\" in shown


@pytest.mark.parametrize("name", ["Kür.mp4", "深蹲.mp4", "مرحبا.mp4", "👩‍🦽.mp4", "squat ✓", "a\\b"])
def test_plain_names_are_shown_as_they_are(name: str) -> None:
    assert printable(name) == name


@pytest.mark.parametrize("why", HOSTILE)
def test_json_means_the_same_and_holds_nothing_to_obey(why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = written_to(monkeypatch, "utf-8")
    show_json({"name": HOSTILE[why]})
    text = stream.getvalue().decode()
    assert json.loads(text) == {"name": HOSTILE[why]}
    assert all(line.isprintable() for line in text.splitlines())


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1", "cp1252", "utf-8", "shift_jis"])
def test_no_encoding_ends_in_an_error(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "✓ ✗ → – ± · Kür 深蹲 caf\udce9 👩"
    stream = written_to(monkeypatch, encoding)
    show(text)
    say(text)
    show_json({"name": text})
    first, _, rest = stream.getvalue().decode(encoding).partition("\n")
    assert first.startswith("✓ ✗" if encoding == "utf-8" else "+ x")
    assert json.loads(rest) == {"name": text}


def written_to(monkeypatch: pytest.MonkeyPatch, encoding: str) -> io.BytesIO:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding, write_through=True))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding, write_through=True))
    return raw


@pytest.fixture
def room(tmp_path: Path) -> Path:
    recording = Recording((person(),), {"model": "\x1b[31mlite", "media": "\x1b]0;owned\x07"})
    for name in ("caf\udce9.poise", "\x1b[31mred.poise", "new\nline.poise", "z.poise"):
        export(recording, tmp_path / name)
    (tmp_path / "poses").mkdir()
    (tmp_path / "poses" / "mine.json").write_bytes(
        write_own_pose("mine", "\x1b[31mRed", "\x1b]0;owned\x07", a_pose(300.0))
    )
    (tmp_path / "poses" / "\x1b[2Jbad.json").write_text("{")
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "\x1b[2Jbad.toml").write_text('"\\u001b[31m" = 1')
    return tmp_path


COMMANDS = {
    "estimate": ["estimate", "caf\udce9.poise", "\x1b[31mred.poise", "new\nline.poise", "z.poise"],
    "estimate with a wrong file": ["estimate", "\x1b[31mno.poise", "z.poise"],
    "estimate as JSON": ["estimate", "caf\udce9.poise", "\x1b[31mred.poise", "--json"],
    "coach": ["coach", "caf\udce9.poise", "\x1b[31mred.poise", "-e", "squat"],
    "exercises": ["exercises"],
    "an exercise that is not there": ["exercises", "\x1b[31m"],
    "a wrong exercise file": ["exercises", "check", "exercises/\x1b[2Jbad.toml"],
    "poses": ["poses"],
    "a pose": ["poses", "mine"],
    "a name of 300 letters": ["estimate", "x" * 300],
    "an output of 300 letters": ["estimate", "z.poise", "-o", "x" * 300 + ".csv"],
    "a pose of 300 letters": ["poses", "add", "y" * 300, "z.poise"],
    "an exercise of 300 letters": ["exercises", "y" * 300],
    "an exercise file of 300 letters": ["exercises", "check", "y" * 300 + ".toml"],
    "a comparison of 300 letters": ["compare", "y" * 300, "z.poise"],
    "a ranking of 300 letters": ["compare", ".", "y" * 300],
}


@pytest.mark.parametrize("locale", ["en_US.UTF-8", "C"])
@pytest.mark.parametrize("why", COMMANDS)
def test_no_command_ends_in_a_traceback_or_obeys(room: Path, why: str, locale: str) -> None:
    environment = {
        **os.environ,
        "LC_ALL": locale,
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "POISE_POSES": str(room / "poses"),
        "POISE_EXERCISES": str(room / "exercises"),
    }
    if locale == "C":
        environment["PYTHONIOENCODING"] = "iso-8859-1"
    command = [os.fsencode(word) for word in [sys.executable, "-m", "poise", *COMMANDS[why]]]
    done = subprocess.run(command, cwd=room, env=environment, capture_output=True, check=False, timeout=120)
    text = (done.stdout + done.stderr).decode("utf-8" if locale != "C" else "iso-8859-1")
    assert "Traceback" not in text
    assert all(line.isprintable() for line in text.split("\n")), text
    assert done.returncode in (0, 1)
    if why.startswith("estimate with") or "300" in why:
        assert done.returncode == 1


@pytest.mark.parametrize("where", [">&-", "2>&-", ">&- 2>&-", "> /dev/full"])
@pytest.mark.parametrize("command", ["exercises", "poses tree", "--version", "exercises nonsense"])
def test_output_that_cannot_be_written_ends_in_no_traceback(command: str, where: str) -> None:
    if "/dev/full" in where and not Path("/dev/full").exists():
        pytest.skip("there is no disc that is always full")
    line = f'"{sys.executable}" -m poise {command} {where}'
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False, timeout=120)
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 1, done.stderr
    if "/dev/full" in where and "nonsense" not in command:
        assert done.returncode == 1
        assert done.stderr.endswith("please make room.\n")
