"""Two servers behind nginx, two workers, Redis, S3 and one MongoDB-protocol store: any of them may be killed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.e2e.cluster import Cluster, Person, cluster
from tests.e2e.studio import Studio, free_port
from tests.e2e.test_kill import FIVE, Trainee, uninterrupted
from tests.e2e.test_proxies import EXAMPLES, program, running
from tests.e2e.test_workers import until
from tests.media_maker import write_clip
from websockets.exceptions import WebSocketException

pytestmark = pytest.mark.models

SESSION = "01936f3e-7c00-7000-8000-0000000000ac"


@contextmanager
def one_address(folder: Path, first: Studio, second: Studio) -> Iterator[str]:
    """Put the documented nginx before two servers; the second one gets what the first one does not take."""
    port = free_port()
    text = (EXAMPLES / "cluster.conf").read_text("utf-8")
    for pattern, put in [
        (r"listen 8000", f"listen 127.0.0.1:{port}"),
        (r"server-1:8000", first.address.removeprefix("http://")),
        (r"server-2:8000 ", f"{second.address.removeprefix('http://')} backup "),
    ]:
        text, count = re.subn(pattern, put, text)
        assert count == 1, pattern
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    whole = folder / "whole.conf"
    whole.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\nworker_processes 1;\n"
        f"events {{}}\nhttp {{ access_log off;\n{temporary}{text}}}\n"
    )
    command = [program("nginx"), "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(whole)]
    with running(command, folder, port):
        yield f"http://127.0.0.1:{port}"


@pytest.mark.timeout(600)
def test_films_and_live_sessions_survive_servers_and_redis(tmp_path: Path) -> None:
    program("nginx")
    clip = write_clip(tmp_path / "walk.mp4", frames=12)
    with (
        cluster(tmp_path) as studio,
        studio.server("a") as first,
        studio.server("b") as second,
        studio.workers(2),
        one_address(tmp_path, first, second) as address,
    ):
        ada = Person.sign_up(first.address, "Ada")
        bring_films(studio, ada, [first.address, second.address], clip)
        train_while_a_server_dies(ada, first, address)
        assert first.process.poll() is not None
        assert len(ada.ask("GET", second.address, "/sessions")["records"]) == 4


def bring_films(studio: Cluster, ada: Person, servers: list[str], clip: Path) -> None:
    """Films that came to one server are analysed and seen at the other, also while Redis is away and after."""
    first, second = servers
    jobs = [ada.analyse(first, ada.upload(first, clip))]
    studio.redis.kill()
    jobs.append(ada.analyse(second, ada.upload(first, clip)))
    studio.redis.start()
    jobs.append(ada.analyse(second, ada.upload(second, clip)))
    ended = ada.until_ended(second, jobs)
    assert [(one["state"], one["failure"]) for one in ended] == [("done", "")] * 3
    kept = {one["identifier"] for one in ada.ask("GET", second, "/sessions")["records"]}
    assert kept == {session for one in ended for session in one["sessions"]}
    assert len(kept) == 3
    until(lambda: ada.ask("GET", second, "/uploads") == [])  # a film goes after its job is done


def train_while_a_server_dies(ada: Person, first: Studio, address: str) -> None:
    """A live session goes on at the other server, over the same address, and nothing of it is lost or told twice."""
    at_address = Studio(address, "", first.process)  # whose death cuts the line
    trainee = Trainee(SESSION, ada.cookie(address), FIVE)
    with pytest.raises((WebSocketException, OSError)):
        trainee.visit(at_address, len(FIVE) // 2)
    trainee.visit(at_address, None)
    events, result = uninterrupted()
    assert trainee.events[: len(events)] == events
    assert trainee.summary is not None
    assert trainee.summary["sets"] == result["sets"]
    log = [one["name"] for one in ada.ask("GET", address, f"/sessions/{SESSION}/log")]
    assert log == ["started", "resumed", "finished"]
