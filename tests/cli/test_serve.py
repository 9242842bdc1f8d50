"""`poise serve` and `poise user` as they are called."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.e2e.studio import served_studio
from tests.web.browser import OWN, PASSWORD

_WAIT_S = 60.0


def poise(*arguments: str, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "poise", *arguments],
        input=given,
        capture_output=True,
        text=True,
        timeout=_WAIT_S,
        check=False,
        env={**os.environ, **environment},
    )


def sign_in(address: str, name: str, password: str = PASSWORD) -> int:
    given = {"name": name, "password": password}
    return httpx2.post(f"{address}/api/v1/sign-in", json=given, headers=OWN, timeout=_WAIT_S).status_code


def test_a_studio_starts_answers_and_stops_with_all_written(tmp_path: Path) -> None:
    with served_studio(tmp_path / "data") as studio:
        assert re.fullmatch(re.escape(studio.address) + r"/setup\?ticket=[\w-]+", studio.set_up)
        assert httpx2.get(f"{studio.address}/healthz", timeout=_WAIT_S).json() == {"status": "ok"}
        assert httpx2.get(f"{studio.address}/readyz", timeout=_WAIT_S).status_code == 200
        studio.process.send_signal(signal.SIGTERM)
        assert studio.process.wait(_WAIT_S) == 0
        assert studio.process.stdout is not None
        assert studio.process.stdout.read() == "poise: stopped; everything is written.\n"


def test_forms_of_garbage_put_nothing_into_the_log(tmp_path: Path) -> None:
    form = {"Content-Type": "multipart/form-data; boundary=x", **OWN}
    with served_studio(tmp_path / "data") as studio, httpx2.Client(timeout=_WAIT_S) as client:
        poise("user", "add", "Ada", "--data-dir", str(tmp_path / "data"), given=PASSWORD + "\n")
        given = {"name": "Ada", "password": PASSWORD}
        assert client.post(f"{studio.address}/api/v1/sign-in", json=given, headers=OWN).status_code == 200
        for garbage in (b"garbage", b"--x\r\nno header\r\n\r\n", b"--x\r\n: \xff\r\n\r\n--x--\r\nmore"):
            answer = client.post(f"{studio.address}/api/v1/compare", content=garbage, headers=form)
            assert answer.status_code == 400, answer.text
        studio.process.send_signal(signal.SIGTERM)
        assert studio.process.wait(_WAIT_S) == 0
        assert studio.process.stdout is not None
        assert studio.process.stdout.read() == "poise: stopped; everything is written.\n"


def test_one_folder_is_served_by_one_studio(tmp_path: Path) -> None:
    with served_studio(tmp_path / "data"):
        second = poise("serve", "--port", "0", "--data-dir", str(tmp_path / "data"))
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert "served by another Poise already" in second.stderr


@pytest.mark.parametrize(
    ("arguments", "environment", "word"),
    [
        (("--host", "192.0.2.1"), {}, "Cannot listen on 192.0.2.1"),
        (("--certificate", "none.pem"), {}, "belong together"),
        (("--certificate", "none.pem", "--key", "none.pem"), {}, "no file none.pem"),
        ((), {"POISE_SIGN_UP": "perhaps"}, "POISE_SIGN_UP"),
        ((), {"POISE_MAX_LIVE": "0"}, "POISE_MAX_LIVE"),
        (("--data-dir", "/proc/nowhere"), {}, "cannot be used"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str], word: str
) -> None:
    data = () if "--data-dir" in arguments else ("--data-dir", str(tmp_path / "data"))
    found = poise("serve", "--port", "0", *data, *arguments, **environment)
    assert found.returncode == 1
    assert word in found.stderr.splitlines()[-1]
    assert "Traceback" not in found.stderr


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        found = poise("serve", "--port", port, "--data-dir", str(tmp_path / "data"))
    assert found.returncode == 1
    assert f"port {port}" in found.stderr


def test_https_with_a_certificate_of_its_own(tmp_path: Path) -> None:
    with served_studio(tmp_path / "data", "--tls", "self-signed") as studio:
        trusted = ssl.create_default_context(cafile=str(tmp_path / "data" / "tls" / "certificate.pem"))
        answer = httpx2.get(f"{studio.address}/api/v1/status", verify=trusted, timeout=_WAIT_S)
    assert studio.address.startswith("https://127.0.0.1:")
    assert "max-age" in answer.headers["strict-transport-security"]


def test_others_need_an_invitation(tmp_path: Path) -> None:
    with served_studio(tmp_path / "data", "--host", "0.0.0.0") as studio:
        port = studio.address.rpartition(":")[2]
        status: Any = httpx2.get(f"http://127.0.0.1:{port}/api/v1/status", timeout=_WAIT_S).json()
    assert status["sign_up"] == "invitation"


def test_people_are_managed_beside_the_running_studio(tmp_path: Path) -> None:
    where = ("--data-dir", str(tmp_path / "data"))
    with served_studio(tmp_path / "data") as studio:
        assert poise("user", "list", *where).stdout == "There are no accounts yet.\n"
        added = poise("user", "add", "Ada", "--role", "coach", *where, given=f"{PASSWORD}\n")
        assert (added.returncode, added.stdout) == (0, "Ada can sign in now (coach).\n")
        assert sign_in(studio.address, "Ada") == 200
        weak = poise("user", "add", "Eve", *where, given="short\n")
        assert (weak.returncode, weak.stderr.count("\n")) == (1, 1)
        taken = poise("user", "add", "ADA", *where, given=f"{PASSWORD}\n")
        assert taken.returncode == 1
        (row,) = json.loads(poise("user", "list", "--json", *where).stdout)
        assert (row["name"], row["role"], row["disabled"]) == ("Ada", "coach", False)
        assert poise("user", "disable", "Ada", *where).returncode == 0
        assert sign_in(studio.address, "Ada") == 403
        assert poise("user", "enable", "Ada", *where).returncode == 0
        assert poise("user", "role", "Ada", "admin", *where).returncode == 0
        link = poise("user", "reset", "Ada", "--address", studio.address, *where).stdout.strip()
        secret = link.removeprefix(f"{studio.address}/password-reset?ticket=")
        given = {"ticket": secret, "password": "quite another battery"}
        answer = httpx2.post(
            f"{studio.address}/api/v1/password-reset", json=given, headers=OWN, timeout=_WAIT_S
        )
        assert answer.status_code == 204
        assert sign_in(studio.address, "Ada", "quite another battery") == 200
        invitation = poise("user", "invite", *where).stdout
        assert invitation.startswith(f"{studio.address}/sign-up?invitation=")
        kept = poise("user", "remove", "Ada", *where, given="n\n")
        assert "nothing was removed" in kept.stderr
        last = poise("user", "remove", "Ada", "--yes", *where)
        assert (last.returncode, "only administrator" in last.stderr) == (1, True)
        assert poise("user", "add", "Root", "--role", "admin", *where, given=f"{PASSWORD}\n").returncode == 0
        assert poise("user", "remove", "Ada", "--yes", *where).returncode == 0
        assert poise("user", "remove", "Ada", "--yes", *where).returncode == 1
