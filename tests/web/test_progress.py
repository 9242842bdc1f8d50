"""Notes of sets and progress over the REST interface."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.web.browser import Browser
from tests.web.keeping import DAY_MS, a_session, coached_details, kept_sessions

from poise.studio.clock import now_ms
from poise.web.settings import WebSettings

SET = {"attempted": 10, "accurate": 8}


def name_of(number: int) -> str:
    return f"01936f3e-7c00-7000-8000-{number:012x}"


@pytest.fixture
def ada(browser: Browser, settings: WebSettings) -> Browser:
    """Ada, who did squats today and on the four days before; her sessions have no digest yet."""
    ada = browser.sign_up("Ada")
    account = str(ada.get("/v1/me")["identifier"])
    details = coached_details(SET, SET)
    sessions = [
        replace(
            a_session(name_of(n), account, n),
            details=details,
            digest="",
            started_ms=now_ms() - (4 - n) * DAY_MS,
        )
        for n in range(5)
    ]
    kept_sessions(settings.data_dir, sessions)
    return ada


def overview(ada: Browser, query: str = "zone=UTC") -> Any:
    return ada.get(f"/v1/progress/overview?{query}")


def change(ada: Browser, number: int, **changes: Any) -> Any:
    session = ada.get(f"/v1/sessions/{name_of(number)}")
    answer = ada.ask("PATCH", f"/v1/sessions/{name_of(number)}", json={"rev": session["rev"], **changes})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_what_is_noted_of_a_set_is_kept_counted_and_offered_the_next_time(ada: Browser) -> None:
    assert ada.get("/v1/progress/weights") == {}
    changed = change(ada, 4, set_notes={"1": {"weight_kg": 20}, "2": {"weight_kg": 25, "effort_rpe": 8.5}})
    assert changed["details"]["notes"]["sets"]["2"] == {"weight_kg": 25, "effort_rpe": 8.5, "note": ""}
    assert change(ada, 4, notes="a good day")["details"]["notes"] == changed["details"]["notes"]
    assert ada.get("/v1/progress/weights") == {"squat": 25.0}
    found = overview(ada, "zone=UTC&subject=squat")
    assert (found["totals"]["volume_kg"], found["totals"]["effort_rpe"]) == (450.0, 8.5)
    assert found["suggestion"]["weight_kg"] == 25.0


@pytest.mark.parametrize(
    "notes",
    [{"x": {}}, {"1": {"weight_kg": -2}}, {"1": {"effort_rpe": 11}}, {"1": {"pulse": 90}}, {"1": None}],
)
def test_notes_that_cannot_be_are_refused(ada: Browser, notes: Any) -> None:
    body = {"rev": 0, "set_notes": notes}
    assert ada.ask("PATCH", f"/v1/sessions/{name_of(0)}", json=body).status_code == 422


def test_corrections_and_deletions_count_everywhere_at_once(ada: Browser) -> None:
    assert overview(ada)["totals"]["accurate"] == 5 * 16
    change(ada, 4, corrected=20)
    assert overview(ada)["totals"]["accurate"] == 4 * 16 + 20
    assert overview(ada, "zone=UTC&subject=squat")["bests"][0]["value"] == 20
    assert ada.ask("DELETE", f"/v1/sessions/{name_of(4)}").status_code == 204
    found = overview(ada)
    assert (found["totals"]["sessions"], found["totals"]["accurate"]) == (4, 4 * 16)
    assert ada.ask("POST", f"/v1/sessions/{name_of(4)}/restore").status_code == 204
    assert overview(ada)["totals"]["accurate"] == 4 * 16 + 20


def test_goals_are_kept_and_replaced_together(ada: Browser) -> None:
    goals = [
        {"subject": "", "measure": "sessions", "amount": 3},
        {"subject": "squat", "measure": "accurate", "amount": 50},
    ]
    assert ada.ask("PUT", "/v1/progress/goals", json={"goals": goals}).status_code == 204
    found = overview(ada)["goals"]
    assert [{name: one[name] for name in ("subject", "measure", "amount")} for one in found] == goals
    profile = {"level": "strict"}
    assert ada.ask("PATCH", "/v1/me", json={"profile": profile}).status_code == 200
    assert len(overview(ada)["goals"]) == 2  # another choice leaves them alone
    assert ada.ask("PUT", "/v1/progress/goals", json={"goals": []}).status_code == 204
    assert overview(ada)["goals"] == []


@pytest.mark.parametrize(
    "goals",
    [
        [{"subject": "", "measure": "sessions", "amount": 3}] * 2,
        [{"subject": "", "measure": "smiles", "amount": 3}],
        [{"subject": "", "measure": "sessions", "amount": 0}],
        [{"subject": str(n), "measure": "sessions", "amount": 1} for n in range(21)],
    ],
)
def test_goals_that_cannot_be_are_refused(ada: Browser, goals: Any) -> None:
    assert ada.ask("PUT", "/v1/progress/goals", json={"goals": goals}).status_code in {400, 422}


@pytest.mark.parametrize("query", ["zone=Mars/Olympus", "first_day=2026-02-30", "last_day=today"])
def test_a_period_or_zone_that_is_none_is_refused_with_a_sentence(ada: Browser, query: str) -> None:
    answer = ada.ask("GET", f"/v1/progress/overview?{query}")
    assert answer.status_code in {400, 422}
    assert answer.json()["detail"]
