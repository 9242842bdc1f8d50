"""Jobs as the page asks for them and sees them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.web.browser import Browser
from tests.web.keeping import film_of_session, keep_jobs, keep_upload, kept_session

from poise.store import Job, JobState
from poise.web.settings import WebSettings

UPLOAD = "01936f3e-7c00-7000-8000-00000000000b"
SESSION = "01936f3e-7c00-7000-8000-0000000000aa"
FAILURE = "Nobody was found in tanz.mp4; please bring a film that shows the whole body."


@pytest.fixture
def ada(browser: Browser, settings: WebSettings) -> Browser:
    """A person with a film that has arrived."""
    browser.sign_up("Ada")
    keep_upload(settings.data_dir, UPLOAD, browser.get("/v1/me")["identifier"])
    return browser


def job_of(browser: Browser, number: int = 1, **changes: Any) -> Job:
    account = browser.get("/v1/me")["identifier"]
    known = Job(
        f"01936f3e-7c00-7000-8000-{number:012}", account, "coach-film", JobState.QUEUED, 5, title="a.mp4"
    )
    return replace(known, **changes)


def test_a_film_is_queued_and_listed(ada: Browser) -> None:
    answer = ada.post(
        "/v1/jobs", {"kind": "coach-film", "upload": UPLOAD, "exercise": "squat", "level": "strict"}
    )
    assert answer.status_code == 201
    job = answer.json()
    assert job == {
        "id": job["id"], "kind": "coach-film", "state": "queued", "title": "squat.mp4", "upload": UPLOAD,
        "exercise": "squat", "level": "strict", "created_ms": job["created_ms"], "started_ms": 0, "ended_ms": 0,
        "progress": None, "failure": "", "is_retryable": False, "sessions": [], "result": {},
    }  # fmt: skip
    assert ada.get(f"/v1/jobs/{job['id']}") == job
    assert ada.get("/v1/jobs") == {"records": [job], "next_key": ""}
    again = ada.post("/v1/jobs", {"kind": "coach-film", "upload": UPLOAD})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"upload": "none"}, 404, "not-there"),
        ({"exercise": "flying"}, 400, "request-error"),
        ({"level": "heroic"}, 422, "not-understood"),
        ({"kind": "fly"}, 422, "not-understood"),
        ({"account": "x"}, 422, "not-understood"),
    ],
)
def test_what_cannot_be_done_is_refused(ada: Browser, wish: dict[str, str], status: int, code: str) -> None:
    answer = ada.post("/v1/jobs", {"kind": "coach-film", "upload": UPLOAD, **wish})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ada.get("/v1/jobs")["records"] == []


def test_progress_is_shown_while_a_job_runs(ada: Browser, settings: WebSettings) -> None:
    progress = {"part": 0.25, "per_s": 31.5, "left_s": None}
    running = job_of(ada, 1, state=JobState.RUNNING, progress=progress, worker="w", lease_ms=9)
    fresh = job_of(ada, 2, state=JobState.RUNNING)
    done = job_of(ada, 3, state=JobState.DONE, progress=progress, sessions=("s",))
    keep_jobs(settings.data_dir, [running, fresh, done])
    shown = ada.get("/v1/jobs")["records"]
    assert [one["progress"] for one in shown] == [None, None, progress]
    assert shown[0]["sessions"] == ["s"]


def test_why_a_job_failed_is_said_in_ones_language(ada: Browser, settings: WebSettings) -> None:
    keep_jobs(settings.data_dir, [job_of(ada, state=JobState.FAILED, failure=FAILURE)])
    headers = {"accept-language": "de"}
    (job,) = ada.get("/v1/jobs", headers=headers)["records"]
    assert job["failure"].startswith("In tanz.mp4 war niemand zu finden")


def test_a_job_is_cancelled_tried_again_and_removed(ada: Browser) -> None:
    job = ada.post("/v1/jobs", {"kind": "coach-film", "upload": UPLOAD}).json()
    address = f"/v1/jobs/{job['id']}"
    assert ada.ask("DELETE", address).status_code == 409
    assert ada.post(f"{address}/cancel").json()["state"] == "cancelled"
    assert ada.post(f"{address}/cancel").json()["state"] == "cancelled"
    again = ada.post(f"{address}/retry")
    assert (again.status_code, again.json()["state"]) == (200, "queued")
    assert ada.post(f"{address}/retry").status_code == 409
    ada.post(f"{address}/cancel")
    assert ada.ask("DELETE", address).status_code == 204
    assert ada.ask("GET", address).status_code == 404


def test_a_film_goes_with_the_last_job_that_could_be_tried_again_with_it(
    ada: Browser, settings: WebSettings
) -> None:
    ended = {"state": JobState.FAILED, "request": {"kind": "coach-film", "upload": UPLOAD}}
    one, other = job_of(ada, 1, **ended), job_of(ada, 2, **ended)
    keep_jobs(settings.data_dir, [one, other])
    assert ada.ask("DELETE", f"/v1/jobs/{one.identifier}").status_code == 204
    assert [film["id"] for film in ada.get("/v1/uploads")] == [UPLOAD]
    assert ada.ask("DELETE", f"/v1/jobs/{other.identifier}").status_code == 204
    assert ada.get("/v1/uploads") == []
    assert [path for path in (settings.data_dir / "blobs").rglob("*") if path.is_file()] == []


def test_a_film_that_a_session_keeps_stays_when_its_job_is_removed(
    ada: Browser, settings: WebSettings
) -> None:
    kept_session(settings.data_dir, SESSION, ada.get("/v1/me")["identifier"])
    film_of_session(settings.data_dir, SESSION, UPLOAD)
    done = job_of(ada, state=JobState.DONE, request={"kind": "coach-film", "upload": UPLOAD})
    keep_jobs(settings.data_dir, [done])
    assert ada.ask("DELETE", f"/v1/jobs/{done.identifier}").status_code == 204
    assert [film["id"] for film in ada.get("/v1/uploads")] == [UPLOAD]


def test_what_was_not_recognised_is_tried_again_as_the_exercise_that_somebody_names(ada: Browser) -> None:
    job = ada.post("/v1/jobs", {"kind": "coach-film", "upload": UPLOAD, "level": "strict"}).json()
    address = f"/v1/jobs/{job['id']}"
    ada.post(f"{address}/cancel")
    refused = ada.post(f"{address}/retry", {"exercise": "no-such"})
    assert (refused.status_code, ada.get(address)["state"]) == (400, "cancelled")
    again = ada.post(f"{address}/retry", {"exercise": "push-up"}).json()
    assert (again["state"], again["exercise"], again["level"]) == ("queued", "push-up", "strict")


def test_a_list_comes_in_pages_newest_first(ada: Browser, settings: WebSettings) -> None:
    keep_jobs(settings.data_dir, [job_of(ada, number) for number in (2, 1, 3)])
    first = ada.get("/v1/jobs?limit=2")
    rest = ada.get(f"/v1/jobs?limit=2&after={first['next_key']}")
    numbers = [int(one["id"][-12:]) for one in (*first["records"], *rest["records"])]
    assert (numbers, rest["next_key"]) == ([3, 2, 1], "")


def test_a_person_has_twenty_unfinished_jobs_at_most(ada: Browser, settings: WebSettings) -> None:
    keep_jobs(settings.data_dir, [job_of(ada, number) for number in range(20)])
    answer = ada.post("/v1/jobs", {"kind": "coach-film", "upload": UPLOAD})
    assert (answer.status_code, answer.json()["code"]) == (507, "quota-reached")
