"""The studio behind nginx and Caddy, with the example files of the documentation."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from tests.e2e.studio import free_port, served_studio
from tests.web.browser import PASSWORD
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Origin

from poise.web.certificate import self_signed

EXAMPLES = Path(__file__).parents[2] / "docs" / "proxies"
NEW = {"name": "Ada", "password": PASSWORD}


def program(name: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/bin")
    assert found or os.environ.get("CI") != "true", f"{name} is missing; run: sh tools/setup.sh proxies"
    if found is None:
        pytest.skip(f"{name} is not installed (tools/setup.sh proxies)")
    return found


def nginx(folder: Path, port: int, studio: str, *, passes_host: bool = True) -> list[str]:
    certificate, key = self_signed(folder / "tls", "127.0.0.1")
    text = (EXAMPLES / "nginx.conf").read_text("utf-8")
    for pattern, put in [
        (r"listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        (r"server_name \S+;", "server_name localhost;"),
        (r"/etc/letsencrypt/\S+fullchain.pem", str(certificate)),
        (r"/etc/letsencrypt/\S+privkey.pem", str(key)),
        (r"http://127.0.0.1:8000", studio),
    ]:
        text, count = re.subn(pattern, put, text)
        assert count == 1, pattern
    if not passes_host:
        text = re.sub(r"proxy_set_header Host .*", "", text)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "whole.conf"
    whole.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\nworker_processes 1;\n"
        f"events {{}}\nhttp {{ access_log off;\n{temporary}{text}}}\n"
    )
    return [program("nginx"), "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(whole)]


def caddy(folder: Path, port: int, studio: str) -> list[str]:
    certificate, key = self_signed(folder / "tls", "127.0.0.1")
    text = (EXAMPLES / "Caddyfile").read_text("utf-8")
    text, count = re.subn(
        r"studio\.example\.org \{", f"https://localhost:{port} {{\n\ttls {certificate} {key}", text
    )
    assert count == 1
    text, count = re.subn(r"127\.0\.0\.1:8000", studio.removeprefix("http://"), text)
    assert count == 1
    whole = folder / "Caddyfile"
    whole.write_text(f"{{\n\tadmin off\n\tauto_https disable_redirects\n}}\n{text}")
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(whole)]


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    """Run a proxy until the block ends; it listens when the block begins."""
    environment = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "PATH": "/usr/bin:/bin"}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        try:
            for _ in range(200):
                with socket.socket() as one:
                    if one.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert process.poll() is None, (folder / "log").read_text()
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait(20)


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def told_by_socket(address: str, origin: str, cookie: str) -> str:
    """Return the reason for which a socket is closed that begins with a ping."""
    uri = address.replace("https", "wss", 1) + "/api/v1/live"
    with connect(
        uri, ssl=trusting(), origin=Origin(origin), additional_headers={"cookie": cookie}, proxy=None
    ) as opened:
        with contextlib.suppress(ConnectionClosed):  # where it is refused at once, which is told before
            opened.send('{"type": "ping", "at": 1}')
        return str(json.loads(opened.recv(20))["reason"])


@pytest.mark.parametrize("kind", ["nginx", "caddy"])
def test_the_example_gives_secure_cookies_and_sockets(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(kind)
    port = free_port()
    address = f"https://localhost:{port}"
    monkeypatch.setenv("POISE_ADDRESS", address)
    with served_studio(tmp_path / "data") as studio:
        assert studio.set_up.startswith(f"{address}/setup?ticket=")
        command = {"nginx": nginx, "caddy": caddy}[kind](tmp_path, port, studio.address)
        with running(command, tmp_path, port), httpx2.Client(verify=trusting(), timeout=30) as client:
            answer = client.post(f"{address}/api/v1/sign-up", json=NEW, headers={"origin": address})
            assert answer.status_code == 201, answer.text
            assert "max-age" in answer.headers["strict-transport-security"]
            cookie = answer.headers["set-cookie"]
            assert cookie.startswith(f"__Host-poise-{port}=")
            assert "Secure" in cookie
            cookie = cookie.partition(";")[0]
            me = client.get(f"{address}/api/v1/me", headers={"cookie": cookie})
            assert me.json()["name"] == "Ada"
            assert (
                told_by_socket(address, address, cookie) == "protocol"
            )  # it was let in, and expected a hello
            assert told_by_socket(address, "https://evil.test", cookie) == "origin"
            large = client.post(
                f"{address}/api/v1/compare",
                content=b"x" * 2**21,
                headers={"origin": address, "cookie": cookie},
            )
            assert large.status_code in {400, 415, 422}  # the studio's own answer: the proxy let it through


def test_nginxs_own_host_is_told_with_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program("nginx")
    port = free_port()
    address = f"https://localhost:{port}"
    for public in ("", address):
        folder = tmp_path / ("with" if public else "without")
        folder.mkdir()
        monkeypatch.setenv("POISE_ADDRESS", public)
        with served_studio(folder / "data") as studio:
            command = nginx(folder, port, studio.address, passes_host=False)
            with running(command, folder, port), httpx2.Client(verify=trusting(), timeout=30) as client:
                headers = {"origin": address, "sec-fetch-site": "same-origin"}
                answer = client.post(f"{address}/api/v1/sign-up", json=NEW, headers=headers)
                if public:
                    assert answer.status_code == 201
                    cookie = answer.headers["set-cookie"].partition(";")[0]
                    assert told_by_socket(address, address, cookie) == "protocol"
                else:
                    assert answer.status_code == 403
                    assert "POISE_ADDRESS" in answer.json()["detail"]
                    assert told_by_socket(address, address, "") == "origin"
