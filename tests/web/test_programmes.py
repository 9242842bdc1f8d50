"""Programmes of one's own: made, changed, shared, removed, restored, and trained with."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.studio.training.course import Course
from tests.web.browser import Browser
from tests.web.live.client import LiveClient, hello

from poise.catalogue.programmes import programmes

MORNING: dict[str, Any] = {
    "name": 'My "morning"',
    "summary": "Before\\breakfast, für mich.",
    "level": "beginner",
    "blocks": [
        {
            "kind": "main",
            "rounds": 2,
            "rest_s": 5,
            "exercises": [
                {"exercise": "squat", "repetitions": 2, "notes": "Heels stay down."},
                {"exercise": "side-plank", "seconds": 20, "side": "each", "rest_s": 0},
            ],
        }
    ],
}
SHORT: dict[str, Any] = {
    **MORNING,
    "name": "Short",
    "blocks": [{"kind": "main", "exercises": [{"exercise": "squat", "repetitions": 2}]}],
}


def made(person: Browser, content: dict[str, Any] = MORNING) -> dict[str, Any]:
    answer = person.post("/v1/own-programmes", content)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def ada(browser: Browser) -> Browser:
    return browser.sign_up("Ada")


def test_a_programme_is_kept_as_it_was_given_and_stands_beside_the_ready_ones(ada: Browser) -> None:
    own = made(ada)
    assert (own["name"], own["summary"], own["origin"]) == (MORNING["name"], MORNING["summary"], "own")
    (block,) = own["blocks"]
    assert [one["exercise"] for one in block["exercises"]] == ["squat", "side-plank"]
    assert (block["rounds"], block["exercises"][0]["rest_s"], block["exercises"][1]["rest_s"]) == (2, 5, 0)
    assert [step["side"] for step in own["steps"]] == ["both", "left", "right"] * 2
    listed = {one["id"]: one for one in ada.get("/v1/programmes")}
    assert len(listed) == len(programmes()) + 1
    assert (listed[own["id"]]["origin"], listed["full-body"]["origin"]) == ("own", "ready")
    assert ada.get(f"/v1/programmes/{own['id']}") == own


def test_a_ready_programme_is_copied_and_changed(ada: Browser) -> None:
    ready = ada.get("/v1/programmes/desk-break")
    own = made(ada, {**SHORT, "sources": ready["sources"]})
    assert own["sources"] == ready["sources"]
    path = f"/v1/own-programmes/{own['id']}"
    answer = ada.ask("PATCH", path, json={"rev": own["rev"], "programme": {**MORNING, "name": "Later"}})
    changed = answer.json()
    assert (changed["name"], changed["id"], len(changed["steps"])) == ("Later", own["id"], 6)
    stale = ada.ask("PATCH", path, json={"rev": own["rev"], "programme": SHORT})
    assert stale.status_code == 409


@pytest.mark.parametrize(
    ("why", "changes", "sentence"),
    [
        (
            "an exercise that there is not",
            {"exercise": "crunsh", "repetitions": 2},
            "there is no exercise 'crunsh'",
        ),
        (
            "a hold without seconds",
            {"exercise": "plank", "repetitions": 2},
            "is held, so seconds must be given",
        ),
        ("no amount", {"exercise": "squat"}, "one of repetitions, accurate and seconds must be given"),
        ("too many sets", {"exercise": "squat", "repetitions": 2, "sets": 21}, "20"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    ada: Browser, why: str, changes: dict[str, Any], sentence: str
) -> None:
    answer = ada.post("/v1/own-programmes", {**SHORT, "blocks": [{"kind": "main", "exercises": [changes]}]})
    assert answer.status_code == 422, why
    assert sentence in answer.json()["detail"]
    assert all(one["origin"] == "ready" for one in ada.get("/v1/programmes"))


def test_a_programme_is_shared_removed_and_restored(ada: Browser, client: TestClient) -> None:
    own = made(ada)
    path = f"/v1/own-programmes/{own['id']}"
    eve = Browser(client).sign_up("Eve")
    assert eve.ask("GET", f"/v1/programmes/{own['id']}").status_code == 404
    shared = ada.ask("PATCH", path, json={"rev": own["rev"], "is_shared": True}).json()
    assert shared["is_shared"]
    assert eve.get(f"/v1/programmes/{own['id']}")["origin"] == "shared"
    assert eve.ask("DELETE", path).status_code == 404
    assert ada.ask("DELETE", path).status_code == 204
    assert eve.ask("GET", f"/v1/programmes/{own['id']}").status_code == 404
    assert own["id"] not in {one["id"] for one in ada.get("/v1/programmes")}
    assert ada.ask("POST", f"{path}/restore").status_code == 204
    assert ada.get(f"/v1/programmes/{own['id']}")["is_shared"]


def test_one_s_own_programme_is_trained_with_and_named_in_the_history(ada: Browser) -> None:
    own = made(ada, SHORT)
    items = Course().squats(2).items
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(hello({"kind": "training", "programme": own["id"]}))
        live.until("welcome")
        live.send(items)
        live.say({"type": "finish", "items": len(items)})
        result = live.until("summary")["result"]
    assert (result["steps_done"], result["attempted"]) == (1, 2)
    (row,) = ada.get("/v1/sessions")["records"]
    assert row["title"] == "Short"
