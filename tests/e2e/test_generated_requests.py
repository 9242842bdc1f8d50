"""Requests made up from the published description, right and wrong ones, one after another and in chains.

Schemathesis makes them up and sends them to a real studio. Every answer must be one that the description publishes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from tests.e2e.studio import Studio, served_studio
from tests.e2e.test_kill import signed_up
from tests.web.browser import OWN, PASSWORD

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
)
ENDS_THE_SIGN_IN = r"sign-out|/password$|/me$|sign-ins"
_WAIT_S = 60.0
# 507 is no fault of the server: the account keeps as much as it may.
_CONFIGURATION = """
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "507"]
"""
_ROOT = Path(__file__).resolve().parents[2]


def administrator(studio: Studio) -> str:
    ticket = parse_qs(urlsplit(studio.set_up).query)["ticket"][0]
    given = {"ticket": ticket, "name": "Root", "password": PASSWORD}
    answer = httpx2.post(f"{studio.address}/api/v1/setup", json=given, headers=OWN, timeout=_WAIT_S)
    assert answer.status_code == 201, answer.text
    return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())


def generated(studio: Studio, folder: Path, cookie: str, seconds: int, *options: str) -> None:
    """Send requests for so many seconds; fail with a report of whatever was not as published."""
    # Who is not signed in is told so first, whatever the method.
    checks = [check for check in CHECKS if cookie or check != "unsupported_method"]
    command = [
        *(
            sys.executable,
            "-m",
            "schemathesis.cli",
            "--no-color",
            "run",
            f"{studio.address}/api/openapi.json",
        ),
        *("--max-time", str(seconds), "--checks", ",".join(checks), "--request-timeout", str(_WAIT_S)),
        *("--header", "Sec-Fetch-Site: same-origin", "--continue-on-failure", "--warnings", "off"),
        *(("--header", f"Cookie: {cookie}", "--exclude-path-regex", ENDS_THE_SIGN_IN) if cookie else ()),
        *options,
    ]
    (folder / "schemathesis.toml").write_text(_CONFIGURATION)
    found = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.e2e.schemathesis_hooks", "PYTHONPATH": str(_ROOT)},
        capture_output=True,
        text=True,
        timeout=4 * seconds + _WAIT_S,
        check=False,
    )
    assert found.returncode == 0, found.stdout[-20_000:] + found.stderr[-2_000:]
    assert httpx2.get(f"{studio.address}/readyz", timeout=_WAIT_S).status_code == 200


def test_a_few_generated_requests_are_answered_as_published(tmp_path: Path) -> None:
    with served_studio(tmp_path / "data") as studio:
        generated(studio, tmp_path, signed_up(studio, "Ada"), 6, "--seed", "1", "--max-examples", "3")


@pytest.mark.stress
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("who", ["nobody", "member", "administrator"])
def test_many_generated_requests_are_answered_as_published(tmp_path: Path, who: str) -> None:
    with served_studio(tmp_path / "data") as studio:
        root = administrator(studio)
        cookie = {"nobody": "", "member": signed_up(studio, "Ada"), "administrator": root}[who]
        generated(studio, tmp_path, cookie, 120)
