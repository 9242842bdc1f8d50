"""Who may do what: every route of the interface's own description against everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from tests.contract.servers import shared_ferretdb
from tests.web.browser import OWN, PASSWORD, Browser, link_of
from tests.web.keeping import keep_exercises, keep_jobs, keep_programmes, kept_film, kept_session

from poise.store import Job, JobState, LinkKind, Role
from poise.store.opening import store_at
from poise.web.application import create_api, guarded
from poise.web.rate_limits import RateLimits
from poise.web.settings import SignUp, WebSettings

PEOPLE = ("nobody", "member", "other", "coach", "admin")
SESSION = "01936f3e-7c00-7000-8000-00000000000a"
UPLOAD = "01936f3e-7c00-7000-8000-00000000000b"
DONE_JOB = "01936f3e-7c00-7000-8000-00000000000d"
QUEUED_JOB = "01936f3e-7c00-7000-8000-00000000000c"

EVERYBODY = dict.fromkeys(PEOPLE, True)
SIGNED_IN = {**EVERYBODY, "nobody": False}
OWNER = {**dict.fromkeys(PEOPLE, False), "member": True}
ADMIN = {**dict.fromkeys(PEOPLE, False), "admin": True}


@dataclass(frozen=True)
class Entry:
    """Who may, and what is sent; `allowed` is what those get who may, the others get `refused`."""

    who: dict[str, bool]
    allowed: int = 200
    body: dict[str, Any] | None = None
    path: dict[str, str] = field(default_factory=dict)
    refused: int = 403
    headers: dict[str, str] | None = None


_OWN: Any = {"path": {"identifier": SESSION}, "refused": 404}
_UPLOAD: Any = {"path": {"identifier": UPLOAD}, "refused": 404}
_TUS = {"tus-resumable": "1.0.0"}
_PIECE = {"upload-offset": "1000", "content-type": "application/offset+octet-stream"}
_OWN_JOB: Any = {"path": {"identifier": DONE_JOB}, "refused": 404}
_OWN_QUEUED_JOB: Any = {"path": {"identifier": QUEUED_JOB}, "refused": 404}
_OWN_EXERCISE: Any = {"path": {"identifier": "mine-x00000a"}, "refused": 404}
_OWN_PROGRAMME: Any = {"path": {"identifier": "morning-x00000a"}, "refused": 404}
_REMOVED_PROGRAMME: Any = {"path": {"identifier": "morning-x00000b"}, "refused": 404}
_REMOVED_EXERCISE: Any = {"path": {"identifier": "mine-x00000b"}, "refused": 404}
TABLE: dict[tuple[str, str], Entry] = {
    ("GET", "/healthz"): Entry(EVERYBODY),
    ("GET", "/readyz"): Entry(EVERYBODY),
    ("GET", "/api/v1/status"): Entry(EVERYBODY),
    # Doors that a secret opens and not who one is: with a wrong one they are shut for everybody alike.
    ("POST", "/api/v1/setup"): Entry(EVERYBODY, 404, {"ticket": "x", "name": "Zed", "password": PASSWORD}),
    ("POST", "/api/v1/sign-up"): Entry(
        EVERYBODY, 404, {"name": "Zed", "password": PASSWORD, "invitation": "x"}
    ),
    ("POST", "/api/v1/sign-in"): Entry(EVERYBODY, 403, {"name": "Zed", "password": PASSWORD}),
    ("POST", "/api/v1/password-reset"): Entry(EVERYBODY, 404, {"ticket": "x", "password": PASSWORD}),
    ("POST", "/api/v1/sign-out"): Entry(SIGNED_IN, 204),
    ("POST", "/api/v1/sign-out-everywhere"): Entry(SIGNED_IN, 204),
    ("POST", "/api/v1/password"): Entry(SIGNED_IN, 204, {"old": PASSWORD, "new": PASSWORD}),
    ("GET", "/api/v1/me"): Entry(SIGNED_IN),
    ("PATCH", "/api/v1/me"): Entry(SIGNED_IN, 200, {"profile": {"level": "standard"}}),
    ("DELETE", "/api/v1/me"): Entry(SIGNED_IN, 403, {"password": "not the password"}),
    ("GET", "/api/v1/me/export"): Entry(SIGNED_IN),
    ("GET", "/api/v1/me/sign-ins"): Entry(SIGNED_IN),
    ("DELETE", "/api/v1/me/sign-ins/{identifier}"): Entry(SIGNED_IN, 404, path={"identifier": "0" * 16}),
    ("GET", "/api/v1/sessions"): Entry(SIGNED_IN),
    ("GET", "/api/v1/sessions/{identifier}"): Entry(OWNER, **_OWN),
    ("PATCH", "/api/v1/sessions/{identifier}"): Entry(OWNER, 200, {"rev": 0, "notes": "x"}, **_OWN),
    ("DELETE", "/api/v1/sessions/{identifier}"): Entry(OWNER, 204, **_OWN),
    ("POST", "/api/v1/sessions/{identifier}/restore"): Entry(OWNER, 204, **_OWN),
    ("POST", "/api/v1/sessions/{identifier}/finish"): Entry(OWNER, 200, **_OWN),
    ("GET", "/api/v1/sessions/{identifier}/log"): Entry(OWNER, **_OWN),
    ("GET", "/api/v1/sessions/{identifier}/replay"): Entry(OWNER, **_OWN),
    ("GET", "/api/v1/sessions/{identifier}/export"): Entry(OWNER, **_OWN),
    ("GET", "/api/v1/sessions/{identifier}/pictures/{name}"): Entry(
        OWNER, path={"identifier": SESSION, "name": "attempt.jpg"}, refused=404
    ),
    ("GET", "/api/v1/sessions/{identifier}/film-sets"): Entry(OWNER, **_OWN),
    ("GET", "/api/v1/sessions/{identifier}/film"): Entry(OWNER, **_OWN),
    ("GET", "/api/v1/sessions/{identifier}/drawn-film"): Entry(OWNER, 404, **_OWN),
    ("DELETE", "/api/v1/sessions/{identifier}/film"): Entry(OWNER, 204, **_OWN),
    ("OPTIONS", "/api/v1/uploads"): Entry(EVERYBODY, 204),
    ("GET", "/api/v1/uploads"): Entry(SIGNED_IN),
    ("POST", "/api/v1/uploads"): Entry(SIGNED_IN, 201, headers=_TUS | {"upload-length": "1000"}),
    ("GET", "/api/v1/uploads/{identifier}"): Entry(OWNER, **_UPLOAD),
    ("PATCH", "/api/v1/uploads/{identifier}"): Entry(OWNER, 204, headers=_TUS | _PIECE, **_UPLOAD),
    ("DELETE", "/api/v1/uploads/{identifier}"): Entry(OWNER, 204, headers=_TUS, **_UPLOAD),
    ("GET", "/api/v1/progress"): Entry(SIGNED_IN),
    ("GET", "/api/v1/progress/overview"): Entry(SIGNED_IN),
    ("GET", "/api/v1/progress/weights"): Entry(SIGNED_IN),
    ("PUT", "/api/v1/progress/goals"): Entry(SIGNED_IN, 204, body={"goals": []}),
    ("GET", "/api/v1/exercises"): Entry(SIGNED_IN),
    ("GET", "/api/v1/programmes"): Entry(SIGNED_IN),
    ("GET", "/api/v1/programme-complaints"): Entry(SIGNED_IN),
    ("GET", "/api/v1/programmes/{identifier}"): Entry(SIGNED_IN, path={"identifier": "full-body"}),
    ("GET", "/api/v1/exercise-complaints"): Entry(SIGNED_IN),
    ("GET", "/api/v1/exercise-details"): Entry(SIGNED_IN),
    ("GET", "/api/v1/exercises/{identifier}"): Entry(SIGNED_IN, path={"identifier": "squat"}),
    ("GET", "/api/v1/exercises/{identifier}/figure.svg"): Entry(SIGNED_IN, path={"identifier": "squat"}),
    ("GET", "/api/v1/exercises/{identifier}/demonstration"): Entry(SIGNED_IN, path={"identifier": "squat"}),
    ("POST", "/api/v1/own-poses"): Entry(SIGNED_IN, 422, {"name": "x"}),
    ("GET", "/api/v1/own-poses/{identifier}"): Entry(SIGNED_IN, 404, path={"identifier": "tree-x000000"}),
    ("DELETE", "/api/v1/own-poses/{identifier}"): Entry(SIGNED_IN, 404, path={"identifier": "tree-x000000"}),
    ("GET", "/api/v1/unfinished-sessions"): Entry(SIGNED_IN),
    ("POST", "/api/v1/demonstrations"): Entry(SIGNED_IN, 422),
    ("POST", "/api/v1/demonstrations/correction"): Entry(SIGNED_IN, 422, {"text": "id = "}),
    ("GET", "/api/v1/own-exercises"): Entry(SIGNED_IN),
    ("POST", "/api/v1/own-exercises"): Entry(SIGNED_IN, 422, {"text": "id = "}),
    ("GET", "/api/v1/own-exercises/{identifier}"): Entry(OWNER, **_OWN_EXERCISE),
    ("GET", "/api/v1/own-exercises/{identifier}/file"): Entry(OWNER, **_OWN_EXERCISE),
    ("PATCH", "/api/v1/own-exercises/{identifier}"): Entry(OWNER, 409, {"rev": 99}, **_OWN_EXERCISE),
    ("DELETE", "/api/v1/own-exercises/{identifier}"): Entry(OWNER, 204, **_REMOVED_EXERCISE),
    ("POST", "/api/v1/own-exercises/{identifier}/restore"): Entry(OWNER, 204, **_REMOVED_EXERCISE),
    ("POST", "/api/v1/own-programmes"): Entry(
        SIGNED_IN,
        422,
        {
            "name": "x",
            "summary": "y",
            "blocks": [{"kind": "main", "exercises": [{"exercise": "none", "sets": 2}]}],
        },
    ),
    ("PATCH", "/api/v1/own-programmes/{identifier}"): Entry(OWNER, 409, {"rev": 99}, **_OWN_PROGRAMME),
    ("DELETE", "/api/v1/own-programmes/{identifier}"): Entry(OWNER, 204, **_REMOVED_PROGRAMME),
    ("POST", "/api/v1/own-programmes/{identifier}/restore"): Entry(OWNER, 204, **_REMOVED_PROGRAMME),
    ("GET", "/api/v1/jobs"): Entry(SIGNED_IN),
    ("POST", "/api/v1/jobs"): Entry(SIGNED_IN, 404, {"kind": "coach-film", "upload": "x"}),
    ("GET", "/api/v1/jobs/{identifier}"): Entry(OWNER, **_OWN_JOB),
    ("POST", "/api/v1/jobs/{identifier}/cancel"): Entry(OWNER, **_OWN_JOB),
    ("POST", "/api/v1/jobs/{identifier}/retry"): Entry(OWNER, 409, **_OWN_JOB),
    ("DELETE", "/api/v1/jobs/{identifier}"): Entry(OWNER, 409, **_OWN_QUEUED_JOB),
    ("GET", "/api/v1/poses"): Entry(SIGNED_IN),
    ("GET", "/api/v1/poses/{identifier}"): Entry(SIGNED_IN, path={"identifier": "tree"}),
    ("GET", "/api/v1/poses/{identifier}/figure.svg"): Entry(SIGNED_IN, path={"identifier": "tree"}),
    ("GET", "/api/v1/models/{name}.task"): Entry(SIGNED_IN, path={"name": "lite"}),
    ("POST", "/api/v1/compare"): Entry(SIGNED_IN, 422),
    ("POST", "/api/v1/pictures/preview"): Entry(SIGNED_IN, 422),
    ("POST", "/api/v1/recognise"): Entry(SIGNED_IN, 400),
    ("GET", "/api/v1/accounts"): Entry(ADMIN),
    ("PATCH", "/api/v1/accounts/{identifier}"): Entry(ADMIN, 404, {"rev": 0}, {"identifier": "x"}),
    ("POST", "/api/v1/accounts/{identifier}/reset"): Entry(ADMIN, 404, path={"identifier": "x"}),
    ("POST", "/api/v1/invitations"): Entry(ADMIN, 201, {}),
    ("GET", "/api/v1/links"): Entry(ADMIN),
    ("DELETE", "/api/v1/links/{identifier}"): Entry(ADMIN, 404, path={"identifier": "0" * 16}),
    ("GET", "/api/v1/audit"): Entry(ADMIN),
}


def described() -> set[tuple[str, str]]:
    application = create_api(store_at(Path("unused")), WebSettings())
    paths = application.openapi()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods}


@cache
def description() -> dict[str, Any]:
    return create_api(store_at(Path("unused")), WebSettings()).openapi()


def assert_published(method: str, path: str, answer: Response) -> None:
    """Demand that the description names an answer's status and kind."""
    published = description()["paths"][path][method.lower()]["responses"]
    assert str(answer.status_code) in published
    kinds = published[str(answer.status_code)].get("content", {})
    kind = answer.headers.get("content-type", "").partition(";")[0]
    assert kind in kinds if answer.content else not kinds


def test_every_refusal_is_published_in_its_one_form() -> None:
    document = description()
    assert "HTTPValidationError" not in document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for operation in methods.values():
            refusals = {code: one for code, one in operation["responses"].items() if code >= "400"}
            assert {"400", "421", "431", "500", "503"} <= set(refusals)
            for code, refusal in refusals.items():
                if (path, code) != ("/readyz", "503"):  # says "not ready" beside the sentence
                    schema = refusal["content"]["application/json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/Problem"}


def test_what_is_published_as_needing_a_sign_in_does(client: TestClient) -> None:
    for method, path in described():
        answer = client.request(method, path, headers=OWN)
        needs = "401" in description()["paths"][path][method.lower()]["responses"]
        assert (answer.status_code == 401) is needs, path


def test_every_route_has_its_entry() -> None:
    assert described() == set(TABLE)


@pytest.fixture(scope="module", params=["ferretdb", "sqlite"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("data")
    return folder, f"{shared_ferretdb().uri}{folder.name}" if request.param == "ferretdb" else ""


@pytest.fixture(scope="module")
def studio(place: tuple[Path, str]) -> Iterator[dict[str, Browser]]:
    folder, uri = place
    settings = WebSettings(data_dir=folder, sign_up=SignUp.OPEN)
    api = create_api(store_at(settings.data_dir, uri), settings)
    # An hour passes between any two requests: how often somebody may try is another test.
    api.state.services.limits = RateLimits(clock=count(0, 3600).__next__)
    with TestClient(guarded(api, settings), base_url="http://studio.test") as client:
        people = {name: Browser(client) for name in PEOPLE}
        ticket = link_of(folder, LinkKind.SETUP, uri=uri)
        people["admin"].post("/v1/setup", {"ticket": ticket, "name": "admin", "password": PASSWORD})
        invitation = link_of(folder, LinkKind.INVITATION, Role.COACH, uri=uri)
        people["coach"].sign_up("coach", invitation=invitation)
        people["member"].sign_up("member")
        people["other"].sign_up("other")
        kept_session(folder, SESSION, people["member"].get("/v1/me")["identifier"], uri)
        member = people["member"].get("/v1/me")["identifier"]
        jobs = {DONE_JOB: JobState.DONE, QUEUED_JOB: JobState.QUEUED}
        keep_exercises(
            folder, member, [one["path"]["identifier"] for one in (_OWN_EXERCISE, _REMOVED_EXERCISE)], uri
        )
        keep_programmes(
            folder, member, [one["path"]["identifier"] for one in (_OWN_PROGRAMME, _REMOVED_PROGRAMME)], uri
        )
        keep_jobs(folder, [Job(one, member, "coach-film", state, 1) for one, state in jobs.items()], uri)
        yield people


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("route", sorted(TABLE), ids=" ".join)
def test_the_table_holds(
    studio: dict[str, Browser],
    place: tuple[Path, str],
    route: tuple[str, str],
    person: str,
    request: pytest.FixtureRequest,
) -> None:
    if "models" in route[1]:
        request.applymarker(pytest.mark.models)
    (method, path), entry, browser = route, TABLE[route], studio[person].another()
    if person != "nobody":
        assert browser.sign_in(person).status_code == 200
    body: dict[str, Any] = {} if entry.body is None else {"json": entry.body}
    if entry.path == {"identifier": UPLOAD} or path.endswith("/film"):
        kept_film(*place, SESSION, UPLOAD)
    if method == "PATCH" and "sessions" in path and person == "member":
        body = {"json": {**(entry.body or {}), "rev": browser.get(f"/v1/sessions/{SESSION}")["rev"]}}
    answer = browser.ask(method, path.format(**entry.path), headers=entry.headers, **body)
    expected = entry.allowed if entry.who[person] else 401 if person == "nobody" else entry.refused
    assert answer.status_code == expected, answer.text
    if answer.status_code >= 400:
        assert set(answer.json()) == {"detail", "code"}
    assert_published(method, path, answer)


@pytest.mark.parametrize("person", PEOPLE)
def test_the_socket_is_for_those_who_are_signed_in(studio: dict[str, Browser], person: str) -> None:
    browser = studio[person].another()
    if person == "nobody":
        with browser.socket() as socket:
            assert "not-signed-in" in socket.receive_text()
            with pytest.raises(WebSocketDisconnect):
                socket.receive_text()
    else:
        browser.sign_in(person)
        with browser.socket() as socket:
            socket.send_text('{"type": "ping", "at": 1}')
            assert "hello" in socket.receive_text()  # refused by the protocol, not at the door
