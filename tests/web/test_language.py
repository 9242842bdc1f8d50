"""The language of a person's browser or page decides in which words the studio answers; what is kept has none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.repetition.figure import film, squats
from tests.studio.live.stream_maker import frames
from tests.web.browser import Browser
from tests.web.live.client import SESSION, LiveClient, hello

from poise.web.language import language_of

GERMAN = {"accept-language": "de"}
SHALLOW = frames(film(squats(75), 6.4))


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("DE-at", "de"),
        ("de, en", "de"),
        ("en, de", "en"),
        ("en;q=0.5, de;q=0.9", "de"),
        ("fr, it;q=0.9", "en"),
        ("fr, de;q=0.1", "de"),
        ("*", "en"),
        ("*;q=0.1, de;q=0.2", "de"),
        ("de;q=0", "en"),
        ("de;q=0, en;q=0", "en"),
        ("de;q=high, en", "en"),
        ("de ; q=0.8 , en ; q=0.9", "en"),
        ("deutsch", "en"),
        (",,;;=,", "en"),
    ],
)
def test_the_language_wished_for_most_is_chosen(header: str, language: str) -> None:
    assert language_of({"accept-language": header}) == language


@given(st.text(max_size=300))
def test_any_header_gives_a_language(header: str) -> None:
    assert language_of({"accept-language": header}) in {"en", "de"}


@pytest.fixture
def ada(browser: Browser) -> Browser:
    return browser.sign_up("Ada")


def test_exercises_and_poses_come_in_german(ada: Browser) -> None:
    by_id = {one["identifier"]: one for one in ada.get("/v1/exercises", headers=GERMAN)}
    assert by_id["squat"]["name"] == "Kniebeuge"
    assert by_id["squat"]["summary"] == "Setz dich zwischen die Fersen und steh wieder auf."
    assert "vordere Oberschenkel" in by_id["squat"]["muscles"]
    assert by_id["plank"]["equipment"] == []
    squat = ada.get("/v1/exercises/squat", headers=GERMAN)
    assert squat["instructions"][0].startswith("Steh schulterbreit")
    assert {rule["cue"] for rule in squat["rules"]} >= {"Heb die Brust", "Drück die Knie nach außen"}
    assert ada.get("/v1/exercises/squat")["name"] == "Squat"
    poses = {one["identifier"]: one for one in ada.get("/v1/poses", headers=GERMAN)}
    assert poses["chair"]["name"] == "Stuhl"
    assert ada.get("/v1/poses/tree", headers=GERMAN)["look_at"].startswith("Hüfte waagerecht")


def test_exercises_are_in_the_order_of_their_names_in_either_language(ada: Browser) -> None:
    for headers in ({}, GERMAN):
        names = [one["name"].casefold() for one in ada.get("/v1/exercises", headers=headers)]
        assert names == sorted(names)


@pytest.mark.parametrize(
    ("method", "path", "body", "sentence"),
    [
        ("GET", "/v1/sessions/none", None, "Diese Einheit gibt es nicht."),
        ("GET", "/v1/exercises/none", None, "Diese Übung gibt es nicht."),
        ("GET", "/v1/poses/none", None, "Diese Haltung gibt es nicht."),
        ("GET", "/v1/nothing", None, "Unter dieser Adresse ist nichts."),
        ("PUT", "/v1/exercises", None, "Das geht unter dieser Adresse nicht."),
        (
            "GET",
            "/v1/sessions?first_day=2026-13-01",
            None,
            "2026-13-01 ist kein Tag; schreib ihn wie 2026-11-23.",
        ),
        ("POST", "/v1/password", {"old": "wrong", "new": "x" * 12}, "Das Passwort stimmt nicht."),
        ("POST", "/v1/password", {"old": "wrong"}, "Die Anfrage lässt sich nicht verstehen: new: fehlt."),
        (
            "POST",
            "/v1/sign-in",
            {"name": "Eve", "password": "no such person"},
            "Name oder Passwort stimmt nicht.",
        ),
        (
            "POST",
            "/v1/sign-up",
            {"name": "ada", "password": "correct horse battery"},
            "Dieser Name ist vergeben; bitte wähle einen anderen.",
        ),
        (
            "POST",
            "/v1/sign-up",
            {"name": "Bo", "password": "short"},
            "Das Passwort ist zu kurz; nimm mindestens 10 Zeichen.",
        ),
        (
            "PATCH",
            "/v1/me",
            {"profile": {"time_zone": "Mars/Base"}},
            "Es gibt keine Zeitzone Mars/Base; wähle eine wie Europe/Berlin.",
        ),
    ],
)
def test_refusals_are_told_in_german(
    ada: Browser, method: str, path: str, body: dict[str, Any] | None, sentence: str
) -> None:
    assert ada.ask(method, path, json=body, headers=GERMAN).json()["detail"] == sentence
    assert ada.ask(method, path, json=body).json()["detail"] != sentence


def test_who_is_not_on_our_page_is_refused_in_german(ada: Browser) -> None:
    foreign = {**GERMAN, "sec-fetch-site": "cross-site", "origin": "http://evil.test"}
    answer = ada.ask("POST", "/v1/sign-out", headers=foreign)
    assert answer.json()["detail"].startswith("Diese Anfrage kam nicht von einer Seite dieses Studios")


def trained(ada: Browser, **changes: Any) -> LiveClient:
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(hello(image_size=[640, 640], **changes))
        live.until("welcome")
        live.send(SHALLOW)
        live.say({"type": "finish", "items": len(SHALLOW)})
        live.until("summary")
    return live


def cues(summary: dict[str, Any]) -> set[str]:
    return {
        fault["cue"]
        for one in summary["sets"]
        for repetition in one["repetitions"]
        for fault in repetition["faults"]
    }


@pytest.mark.parametrize(
    ("language", "cue"),
    [("de", "Geh etwas tiefer"), ("en", "Go a little deeper"), (None, "Go a little deeper")],
)
def test_a_live_session_speaks_the_page_s_language(ada: Browser, language: str | None, cue: str) -> None:
    live = trained(ada, language=language)
    assert {one["text"] for one in live.events("cue")} == {cue}
    assert cues(live.messages[-1]["result"]) == {cue}
    assert {f["cue"] for e in live.events("repetition") for f in e["repetition"]["faults"]} == {cue}


def test_a_session_done_in_one_language_is_read_in_the_other(ada: Browser) -> None:
    trained(ada, language="de")
    english, german = (ada.get(f"/v1/sessions/{SESSION}", headers=headers) for headers in ({}, GERMAN))
    assert (english["title"], german["title"]) == ("Squat", "Kniebeuge")
    assert (cues(english["details"]["result"]), cues(german["details"]["result"])) == (
        {"Go a little deeper"},
        {"Geh etwas tiefer"},
    )
    assert ada.get("/v1/sessions", headers=GERMAN)["records"][0]["title"] == "Kniebeuge"
    assert ada.get("/v1/sessions")["records"][0]["title"] == "Squat"


def test_a_live_refusal_is_told_in_the_page_s_language(ada: Browser) -> None:
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(hello(exercise="flying", language="de"))
        assert live.until("error")["text"] == "Es gibt keine Übung namens flying; wähle eine aus dem Katalog."
    with ada.socket(**GERMAN) as socket:
        live = LiveClient(socket)
        live.say({"type": "ping", "at": 1.0})
        assert live.until("error")["text"] == (
            "ping wird nicht erwartet, solange die Einheit opened ist, nur hello; bitte lade die Seite neu."
        )
