"""Which names the studio answers to, whose pages it takes for its own, and which proxies it believes."""

from __future__ import annotations

import logging
import socket
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.browser import PASSWORD, Browser, link_of

from poise.errors import PoiseError
from poise.store import LinkKind
from poise.store.opening import store_at
from poise.web.application import create_app
from poise.web.edge.hosts import AllowedHosts, HostPort, machine_names
from poise.web.edge.origins import Origin
from poise.web.edge.proxies import LOOPBACK, TrustedProxies
from poise.web.settings import SignUp, WebSettings, web_settings

NEW = {"name": "Ada", "password": PASSWORD}


def studio(folder: Path, address: str = "http://studio.test", client: str = "127.0.0.1") -> TestClient:
    settings = WebSettings(data_dir=folder / "data", sign_up=SignUp.OPEN)
    return TestClient(
        create_app(store_at(settings.data_dir), settings), base_url=address, client=(client, 40_000)
    )


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("studio.example.org", "studio.example.org", None),
        ("Studio.Example.ORG.:8443", "studio.example.org", 8443),
        ("127.0.0.1:8000", "127.0.0.1", 8000),
        ("[::1]:8000", "::1", 8000),
        ("[2001:db8::1]", "2001:db8::1", None),
    ],
)
def test_a_host_is_read(text: str, host: str, port: int | None) -> None:
    assert HostPort.parse(text) == HostPort(host, port)


@pytest.mark.parametrize(
    "text",
    ["", ".", "a b", "a:b", "a:99999", "a:1:2", "a,b", "a/b", "user@a", "::1", "[a", "a\n", "ä", "a?", "%61", ":80",
     ".localhost", "a..b", "localhost..", "*.localhost", "a:", "a:+1", "[fe80::1%25eth0]"],
)  # fmt: skip
def test_what_is_no_host_is_none(text: str) -> None:
    assert HostPort.parse(text) is None


@pytest.mark.parametrize(
    ("host", "is_allowed"),
    [
        ("localhost", True),
        ("poise.localhost", True),
        ("127.0.0.1", True),
        ("192.168.1.7", True),  # nobody's name server is asked for it
        ("::1", True),
        ("fe80::1", True),
        ("studio.example.org", True),
        ("a.deep.example.net", True),
        ("example.net", False),
        ("evil.test", False),
        ("localhost.evil.test", False),
        ("studio.example.org.evil.test", False),
        ("evilexample.net", False),
        ("127.0.0.1.evil.test", False),
        ("127.0.0.1.nip.io", False),
        ("0x7f000001", False),
        ("2130706433", False),
        ("127.1", False),
    ],
)
def test_a_name_is_allowed_or_not(host: str, is_allowed: bool) -> None:
    assert (host in AllowedHosts(["studio.example.org", "*.example.net"])) is is_allowed


def test_the_machines_own_names_are_its_host_name_and_that_of_the_local_network() -> None:
    short = socket.gethostname().partition(".")[0].lower()
    assert {short, f"{short}.local"} <= machine_names()


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:8000", "studio.test.evil.test", "", "a b", "studio.test@evil"]
)
def test_a_request_for_another_name_is_refused_whatever_its_origin(tmp_path: Path, host: str) -> None:
    headers = {"host": host, "origin": f"http://{host}"}
    with studio(tmp_path) as client:
        answers = [client.post("/api/v1/sign-up", json=NEW, headers=headers)]
        for method, path in [("GET", "/"), ("GET", "/healthz"), ("HEAD", "/api/v1/status")]:
            answers.append(client.request(method, path, headers=headers))
        for answer in answers:
            assert answer.status_code == 421
            assert "set-cookie" not in answer.headers
            assert answer.headers["x-content-type-options"] == "nosniff"
        assert Browser(client).sign_in("Ada").status_code == 403  # there is no such account


def test_two_hosts_are_refused(tmp_path: Path) -> None:
    with studio(tmp_path) as client:
        answer = client.get("/healthz", headers=[("host", "studio.test"), ("host", "evil.test")])
    assert answer.status_code == 421


def test_a_refused_name_is_logged_once_with_what_to_set(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with studio(tmp_path) as client, caplog.at_level(logging.WARNING):
        for _ in range(3):
            answer = client.get("/", headers={"host": "films.example.org:8000"})
        for number in range(50):
            client.get("/", headers={"host": f"n{number}.test"})
    assert answer.json()["code"] == "unknown-host"
    assert "POISE_ALLOWED_HOSTS" in answer.json()["detail"]
    told = [record.message for record in caplog.records]
    assert sum("films.example.org" in one for one in told) == 1
    assert len(told) <= 20


@pytest.mark.parametrize(
    ("host", "scheme", "origin", "is_ours"),
    [
        ("studio.test", "http", "http://studio.test", True),
        ("studio.test:80", "http", "http://studio.test", True),
        ("studio.test", "http", "http://studio.test:80", True),
        ("STUDIO.test.", "http", "http://studio.test", True),
        ("studio.test:443", "https", "https://studio.test", True),
        ("studio.test", "https", "https://studio.test:443", True),
        ("studio.test:443", "http", "https://studio.test", True),  # the proxy does not say how it was asked
        ("studio.test:8000", "http", "http://studio.test:8000", True),
        ("[::1]:8000", "http", "http://[::1]:8000", True),
        ("studio.test", "http", "https://studio.test", False),
        ("studio.test", "https", "http://studio.test", False),
        ("studio.test", "http", "http://studio.test:8000", False),
        ("studio.test:8000", "http", "http://studio.test", False),
        ("studio.test", "http", "http://evil.test", False),
        ("studio.test", "http", "http://studio.test.evil.test", False),
        ("studio.test", "http", "http://evil.test@studio.test", False),
        ("studio.test", "http", "http://studio.test/", False),
        ("studio.test", "http", "ws://studio.test", False),
        ("studio.test", "http", "file://studio.test", False),
        ("studio.test", "http", "null", False),
        ("studio.test", "http", "", False),
    ],
)
def test_requests_and_sockets_compare_origins_alike(
    tmp_path: Path, host: str, scheme: str, origin: str, is_ours: bool
) -> None:
    with studio(tmp_path) as client:
        headers = {"host": host, "x-forwarded-proto": scheme, "origin": origin}
        answer = client.post("/api/v1/sign-up", json=NEW, headers=headers)
        assert answer.status_code == (201 if is_ours else 403)
        if is_ours:
            headers["cookie"] = answer.headers["set-cookie"].partition(";")[0]
        with client.websocket_connect("/api/v1/live", headers=headers) as opened:
            opened.send_text('{"type": "ping", "at": 1}')
            reason = opened.receive_json()["reason"]
        assert reason == ("protocol" if is_ours else "origin")


def test_a_page_at_the_public_address_is_ours_behind_a_proxy_that_changes_the_host(tmp_path: Path) -> None:
    with studio(tmp_path, address="http://127.0.0.1:8000") as client:
        headers = {"origin": "https://studio.example.org"}
        assert client.post("/api/v1/sign-up", json=NEW, headers=headers).status_code == 403
    settings = WebSettings(
        data_dir=tmp_path / "other", sign_up=SignUp.OPEN, address="https://studio.example.org/"
    )
    with TestClient(
        create_app(store_at(settings.data_dir), settings), base_url="http://127.0.0.1:8000"
    ) as client:
        assert client.post("/api/v1/sign-up", json=NEW, headers=headers).status_code == 201


def test_a_refused_page_is_logged_with_what_to_set(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with studio(tmp_path) as client, caplog.at_level(logging.WARNING):
        for _ in range(3):
            client.post("/api/v1/sign-up", json=NEW, headers={"origin": "https://studio.test"})
    told = [record.message for record in caplog.records]
    assert len(told) == 1
    assert "POISE_ADDRESS=https://studio.test" in told[0]
    assert "http://studio.test" in told[0]


def test_links_are_built_from_the_public_address(tmp_path: Path) -> None:
    settings = WebSettings(
        data_dir=tmp_path / "data", sign_up=SignUp.OPEN, address="https://studio.example.org"
    )
    with TestClient(
        create_app(store_at(settings.data_dir), settings), base_url="http://127.0.0.1:8000"
    ) as client:
        admin = Browser(client)
        ticket = link_of(settings.data_dir, LinkKind.SETUP)
        assert admin.post("/v1/setup", {**NEW, "ticket": ticket}).status_code == 201
        link = admin.post("/v1/invitations", {}).json()["link"]
    assert link.startswith("https://studio.example.org/sign-up?invitation=")


# -- proxies --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("forwarded_for", "person"),
    [
        ("", "10.0.0.1"),
        ("203.0.113.5", "203.0.113.5"),
        ("9.9.9.9, 203.0.113.5", "203.0.113.5"),  # what stands to the left the person wrote
        ("9.9.9.9, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("203.0.113.5:4711", "203.0.113.5"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("unknown", "10.0.0.1"),
        ("203.0.113.5, unknown", "10.0.0.1"),
        ("a" * 10_000, "10.0.0.1"),
        (", ,", "10.0.0.1"),
    ],
)
def test_the_person_is_the_right_most_address_that_is_no_proxy(forwarded_for: str, person: str) -> None:
    assert TrustedProxies(["10.0.0.0/8"]).client_of("10.0.0.1", forwarded_for) == person


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_loopback_is_known_in_all_its_forms(peer: str) -> None:
    assert peer in TrustedProxies(LOOPBACK)


@pytest.mark.parametrize("peer", ["192.168.1.1", "testclient", "", "127.0.0.1.evil.test"])
def test_others_are_not_loopback(peer: str) -> None:
    assert peer not in TrustedProxies(LOOPBACK)


FORWARDED = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.5", "origin": "https://studio.test"}


@pytest.mark.parametrize(
    ("peer", "proxies", "is_believed"),
    [
        ("127.0.0.1", None, True),
        ("10.0.0.7", None, False),
        ("10.0.0.7", "10.0.0.7", True),
        ("10.0.0.7", "192.168.0.0/16, 10.0.0.0/8", True),
        ("127.0.0.1", "10.0.0.7", False),
        ("127.0.0.1", "", False),
    ],
)
def test_cookie_and_headers_follow_a_trusted_proxy_and_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, peer: str, proxies: str | None, is_believed: bool
) -> None:
    if proxies is not None:
        monkeypatch.setenv("POISE_TRUSTED_PROXIES", proxies)
    with studio(tmp_path, client=peer) as client:
        answer = client.post("/api/v1/sign-up", json=NEW, headers=FORWARDED)
        assert answer.status_code == (201 if is_believed else 403)
        assert ("strict-transport-security" in answer.headers) is is_believed
        cookie = answer.headers.get("set-cookie", "")
        assert cookie.startswith("__Host-poise=") is is_believed
        assert ("Secure" in cookie) is is_believed


def test_one_persons_wrong_sign_ins_do_not_lock_out_the_others_behind_a_proxy(tmp_path: Path) -> None:
    def wrong(client: TestClient, address: str, name: str) -> int:
        headers = {"origin": "http://studio.test", "x-forwarded-for": address}
        body = {"name": name, "password": "wrong wrong wrong"}
        return client.post("/api/v1/sign-in", json=body, headers=headers).status_code

    with studio(tmp_path) as client:
        codes = [wrong(client, f"9.9.9.{number}, 203.0.113.5", f"n{number}") for number in range(70)]
        assert codes[-1] == 429
        assert wrong(client, "203.0.113.6", "n1") == 403


def test_without_a_public_name_nobody_is_a_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POISE_ALLOWED_HOSTS")
    with studio(tmp_path, "http://localhost:8000") as client:
        codes = [
            client.post(
                "/api/v1/sign-in",
                json={"name": f"n{number}", "password": "wrong wrong wrong"},
                headers={"origin": "http://localhost:8000", "x-forwarded-for": f"9.9.9.{number}"},
            ).status_code
            for number in range(70)
        ]
    assert codes[-1] == 429


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("POISE_ADDRESS", "studio.example.org"),
        ("POISE_ADDRESS", "https://studio.example.org/poise"),
        ("POISE_ADDRESS", "ftp://studio.example.org"),
        ("POISE_ADDRESS", "https://a b"),
        ("POISE_ALLOWED_HOSTS", "https://studio.example.org"),
        ("POISE_ALLOWED_HOSTS", "studio.example.org:443"),
        ("POISE_ALLOWED_HOSTS", "*"),
        ("POISE_TRUSTED_PROXIES", "caddy"),
        ("POISE_TRUSTED_PROXIES", "10.0.0.0/99"),
        ("POISE_MAX_CONNECTIONS", "0"),
    ],
)
def test_a_setting_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(PoiseError, match=name):
        web_settings()


def test_names_are_read_with_commas_and_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POISE_ADDRESS", "https://Studio.example.org:8443/")
    monkeypatch.setenv("POISE_ALLOWED_HOSTS", "a.example.org, *.example.net  b")
    settings = web_settings()
    assert settings.hosts == ("a.example.org", "*.example.net", "b", "studio.example.org")
    assert settings.origin == Origin("https", "studio.example.org", 8443)
    assert str(settings.origin) == "https://studio.example.org:8443"


def test_two_studios_at_two_ports_of_one_host_keep_their_own_cookies(tmp_path: Path) -> None:
    jar: dict[str, str] = {}
    for port in (8000, 8001):
        with studio(tmp_path / str(port), f"http://localhost:{port}") as client:
            answer = client.post("/api/v1/sign-up", json=NEW, headers={"origin": f"http://localhost:{port}"})
            name, _, value = answer.headers["set-cookie"].partition(";")[0].partition("=")
            jar[name] = value
    assert set(jar) == {"poise-8000", "poise-8001"}
    cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
    for port in (8000, 8001):
        with studio(tmp_path / str(port), f"http://localhost:{port}") as client:
            assert client.get("/api/v1/me", headers={"cookie": cookies}).status_code == 200
