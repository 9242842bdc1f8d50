"""The live socket as a browser sees it: the real router, the real engine, the real store."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from tests.analysis.repetition.figure import film, squats
from tests.contract.records import account
from tests.studio.live.stream_maker import frames, mark
from tests.synthetic.posing import Stay, take_poses
from tests.web.live.client import PLAN, SESSION, LiveClient, connected, hello

from poise.media.recording import decode_recording
from poise.store import Session, SessionState, SignIn
from poise.store.sqlite import SqliteStore
from poise.studio.activities import BUILT_IN
from poise.studio.coaching.plan import CoachingPlan
from poise.studio.live import Item, ItemKind, LiveSession, Mark
from poise.studio.live.items import encode_batch, encode_item
from poise.web.identity import Identity
from poise.web.live import Hub, connection, live_router
from poise.web.open_sockets import MAX_SOCKETS_PER_ACCOUNT

FIVE = frames(film(squats(115), 10.4))
PEOPLE = {"ada": account(1), "eve": account(2)}


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "data")


@pytest.fixture
def client(store: SqliteStore) -> Iterator[TestClient]:
    async def identify(socket: WebSocket) -> Identity | None:
        person = PEOPLE.get(socket.headers.get("x-person", ""))
        return Identity(person, SignIn("token hash", person.identifier, 0, 0, 0)) if person else None

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await store.open()
        yield
        await store.close()

    app = FastAPI(lifespan=lifespan)
    app.include_router(live_router(store, Hub(), identify), prefix="/api/v1")
    with TestClient(app) as client:
        yield client


def kept(store: SqliteStore) -> Session:
    async def read() -> Session | None:
        await store.open()
        found = await store.sessions.get(SESSION)
        await store.close()
        return found

    record = asyncio.run(read())
    assert record is not None
    return record


def uninterrupted(items: list[Item]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    live = LiveSession(BUILT_IN.make(CoachingPlan(exercise="squat")), (640, 480))
    live.take_all(items)
    events: list[dict[str, Any]] = [event.document() for event in live.events]
    return events, live.finish().details.document()


def told(live: LiveClient) -> list[dict[str, Any]]:
    events = [dict(message) for message in live.messages if message["type"] == "event"]
    for event in events:
        del event["type"]
    return events


def test_a_set_is_coached_kept_and_summed_up(client: TestClient, store: SqliteStore) -> None:
    with connected(client) as live:
        live.say(hello())
        assert live.until("welcome")["next"] == 0
        live.send(FIVE)
        live.until("durable", next=len(FIVE))
        live.say({"type": "finish", "items": len(FIVE)})
        summary = live.until("summary")
    events, result = uninterrupted(FIVE)
    assert told(live)[: len(events)] == events
    assert (summary["result"]["attempted"], summary["result"]["sets"]) == (5, result["sets"])
    client.__exit__()
    record = kept(store)
    assert (record.state, record.account, record.measures["attempted"]) == (
        SessionState.FINISHED,
        "account-1",
        5,
    )
    assert record.details["sets"] == result["sets"]


@pytest.mark.parametrize("cut", [1, 100, 200])
def test_after_a_lost_connection_it_goes_on_as_if_nothing_had_happened(client: TestClient, cut: int) -> None:
    with connected(client) as first:
        first.say(hello())
        first.send(FIVE[:cut])
        first.until("durable", next=cut)
    with connected(client) as second:
        second.say(hello(events=len(told(first))))
        assert second.until("welcome")["next"] == cut
        back = max(cut - 20, 0)  # what was not acknowledged in time is sent again
        second.send(FIVE[back:], first=back)
        second.say({"type": "finish", "items": len(FIVE)})
        summary = second.until("summary")
    events, result = uninterrupted(FIVE)
    assert [*told(first), *told(second)][: len(events)] == events
    assert summary["result"]["sets"] == result["sets"]


def test_a_page_that_takes_over_is_told_what_happens_from_then_on(client: TestClient) -> None:
    events, _ = uninterrupted(FIVE)
    cut = len(FIVE) // 2
    with connected(client) as first:
        first.say(hello())
        first.send(FIVE[:cut])
        first.until("durable", next=cut)
    with connected(client) as second:
        second.say(hello(events=2**31))
        known = second.until("welcome")["events"]
        assert 0 < known < len(events)
        second.send(FIVE[cut:], first=cut)
        second.say({"type": "finish", "items": len(FIVE)})
        second.until("summary")
    assert told(second)[: len(events) - known] == events[known:]


@pytest.mark.parametrize("seen", [1, 5, 10_000])
def test_what_was_told_before_a_kill_of_items_that_were_not_durable_is_not_told_again(
    client: TestClient, seen: int
) -> None:
    events, _ = uninterrupted(FIVE)
    with connected(client) as live:
        # The studio that told these events was killed before their items were durable: it knows none of them.
        live.say(hello(events=seen))
        assert live.until("welcome")["next"] == 0
        live.send(FIVE)
        live.say({"type": "finish", "items": len(FIVE)})
        live.until("summary")
    numbers = [event["number"] for event in told(live)]
    assert numbers[: len(events) - seen if seen < len(events) else 0] == list(range(seen, len(events)))
    assert all(number >= seen for number in numbers)


def test_who_comes_back_after_the_end_gets_the_summary_again(client: TestClient) -> None:
    summaries: list[dict[str, Any]] = []
    for _ in range(2):
        with connected(client) as live:
            live.say(hello())
            if not summaries:
                live.send(FIVE)
                live.say({"type": "finish", "items": len(FIVE)})
            summaries.append(live.until("summary"))
    assert summaries[0] == summaries[1]


def test_a_finished_session_has_a_recording_of_every_picture(client: TestClient, store: SqliteStore) -> None:
    with connected(client) as live:
        live.say(hello())
        live.send([*FIVE, mark(Mark.SET_ENDS, 11.0)])
        live.say({"type": "finish", "items": len(FIVE) + 1})
        live.until("summary")
        with pytest.raises(WebSocketDisconnect):
            live.until("nothing more")
    client.__exit__()

    async def read() -> list[bytes]:
        await store.open()
        chunks = list(await store.recordings.get(SESSION))
        assert not await store.streams.read(SESSION)
        assert [entry.name for entry in await store.logs.read(SESSION)] == ["started", "finished"]
        await store.close()
        return chunks

    (chunk,) = asyncio.run(read())
    assert len(decode_recording(chunk).people[0].times_s) == len(FIVE)


def test_a_newer_connection_of_the_same_session_takes_over(client: TestClient) -> None:
    with connected(client) as old:
        old.say(hello())
        old.send(FIVE[:90])
        old.until("durable", next=90)
        with connected(client) as new:
            new.say(hello())
            assert new.until("welcome")["next"] == 90
            assert old.until("error")["reason"] == "limit"
            new.send(FIVE[90:], first=90)
            new.until("durable", next=len(FIVE))


def test_nothing_is_acknowledged_of_a_session_that_was_removed(
    client: TestClient, store: SqliteStore, tmp_path: Path
) -> None:
    async def remove() -> None:
        beside = SqliteStore(tmp_path / "data", is_server=False)
        await beside.open()
        await beside.sessions.remove(SESSION)
        await beside.close()

    with connected(client) as live:
        live.say(hello())
        live.send(FIVE[:90])
        live.until("durable", next=90)
        asyncio.run(remove())
        live.send(FIVE[90:], first=90)
        refused = live.until("error")
    assert (refused["reason"], "deleted" in refused["text"]) == ("finished", True)
    acknowledged = [message["next"] for message in live.messages if message["type"] == "durable"]
    assert max(acknowledged) == 90


def test_somebody_elses_session_stays_closed(client: TestClient) -> None:
    with connected(client) as mine:
        mine.say(hello())
        mine.until("welcome")
        with connected(client, "eve") as eve:
            eve.say(hello())
            assert eve.until("error")["reason"] == "not-yours"
        mine.send(FIVE)
        mine.until("durable", next=len(FIVE))
    with connected(client, "eve") as eve:
        eve.say(hello())
        assert eve.until("error")["reason"] == "not-yours"


def test_nobody_gets_no_socket(client: TestClient) -> None:
    with connected(client, "nobody") as live:
        assert live.until("error")["reason"] == "not-signed-in"
        with pytest.raises(WebSocketDisconnect) as closed:
            live.until("welcome")
    assert closed.value.code == 1008


def test_an_account_is_live_in_a_few_places_at_most(client: TestClient) -> None:
    with (
        ExitStack() as opened
    ):  # closes all of them also when this fails; the client would wait for them for ever

        def open_one(number: int) -> LiveClient:
            live = opened.enter_context(connected(client))
            live.say(hello(session=f"{SESSION[:-1]}{number}"))
            return live

        for live in [open_one(number) for number in range(4)]:
            live.until("welcome")
        assert open_one(5).until("error")["reason"] == "limit"


NOBODY = [Item(ItemKind.NOBODY, float(time_s)) for time_s in range(5)]


@pytest.mark.parametrize(
    ("messages", "reason", "code"),
    [
        ([hello(protocol=3)], "protocol", 1002),
        ([hello(exercise="flying")], "unknown-plan", 1002),
        ([hello(exercise="../squat.toml")], "unknown-plan", 1002),
        ([hello(session="1")], "protocol", 1007),
        ([hello(level="expert")], "protocol", 1007),
        ([hello(image_size=[0, 480])], "protocol", 1007),
        ([hello(target={})], "protocol", 1007),
        ([hello(target={"seconds": 5, "accurate": 5})], "protocol", 1007),
        ([hello(more=1)], "protocol", 1007),
        ([hello(estimation="server")], "protocol", 1007),
        ([hello({"kind": "coaching"})], "protocol", 1007),
        ([hello({"kind": "flying", "exercise": "squat"})], "protocol", 1007),
        ([hello({"exercise": "squat"})], "protocol", 1007),
        ([hello({"kind": "hold-pose", "pose": "flying"})], "unknown-plan", 1002),
        ([hello({"kind": "hold-pose", "pose": "tree", "seconds": 0})], "protocol", 1007),
        ([hello(protocol=1, exercise="squat")], "protocol", 1002),
        ([{"type": "finish", "items": 0}], "protocol", 1002),
        ([encode_batch(0, tuple(NOBODY))], "protocol", 1002),
        ([hello(), hello()], "protocol", 1002),
        ([hello(), {"type": "unknown"}], "protocol", 1007),
        ([hello(), b""], "protocol", 1007),
        ([hello(), encode_batch(1, tuple(NOBODY))], "protocol", 1002),
        ([hello(), encode_batch(0, tuple(NOBODY[::-1]))], "protocol", 1007),
        ([hello(), {"type": "finish", "items": 4}, encode_batch(0, tuple(NOBODY))], "protocol", 1002),
        ([hello(), {"type": "finish", "items": 5}, {"type": "finish", "items": 5}], "protocol", 1002),
    ],
)
def test_what_is_not_expected_gets_one_sentence_and_the_code_of_the_protocol(
    client: TestClient, messages: list[Any], reason: str, code: int
) -> None:
    with connected(client) as live:
        for message in messages:
            live.say(message)
        error = live.until("error")
        assert error["reason"] == reason
        assert error["text"].endswith(".")
        with pytest.raises(WebSocketDisconnect) as closed:
            live.until("nothing more")
    assert closed.value.code == code


def test_nothing_is_kept_of_a_session_that_cannot_be_coached(client: TestClient, store: SqliteStore) -> None:
    with connected(client) as live:
        live.say(hello(exercise="flying"))
        live.until("error")
    client.__exit__()

    async def read() -> Session | None:
        await store.open()
        found = await store.sessions.get(SESSION)
        await store.close()
        return found

    assert asyncio.run(read()) is None


def test_a_ping_comes_back(client: TestClient) -> None:
    with connected(client) as live:
        live.say(hello())
        live.until("welcome")
        live.say({"type": "ping", "at": 12.5})
        assert live.until("pong") == {"type": "pong", "at": 12.5}


@pytest.mark.parametrize("at", ["NaN", "Infinity", "-Infinity", "1e999", '"now"', "null", "[]", "{}"])
def test_a_ping_that_is_no_number_is_refused_with_a_reason(client: TestClient, at: str) -> None:
    with client.websocket_connect("/api/v1/live", headers={"x-person": "ada"}) as socket:
        live = LiveClient(socket)
        live.say(hello())
        live.until("welcome")
        socket.send_text(f'{{"type": "ping", "at": {at}}}')
        assert live.until("error")["reason"] == "protocol"
        with pytest.raises(WebSocketDisconnect) as closed:
            live.until("pong")
    assert closed.value.code == 1007


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("target", '{"seconds": NaN}'),
        ("target", '{"seconds": Infinity}'),
        ("started_ms", "NaN"),
        ("started_ms", "1e400"),
        ("events", "1e30"),
        ("image_size", "[NaN, 480]"),
        ("image_size", "[1e999, 480]"),
        ("protocol", "NaN"),
    ],
)
def test_a_hello_with_what_is_no_number_is_refused_with_a_reason(
    client: TestClient, field: str, value: str
) -> None:
    change = {"plan": {**PLAN, field: "HERE"}} if field == "target" else {field: "HERE"}
    message = json.dumps(hello() | change).replace('"HERE"', value)
    with client.websocket_connect("/api/v1/live", headers={"x-person": "ada"}) as socket:
        socket.send_text(message)
        assert LiveClient(socket).until("error")["reason"] == "protocol"


def test_whatever_stops_the_sending_ends_the_connection_with_a_reason(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(client) as live:
        live.say(hello())
        live.until("welcome")
        # No input is known that does it; a mistake of ours would.
        monkeypatch.setattr(LiveSession, "state", property(lambda _: {"hold_s": float("nan")}))
        live.send(FIVE[:10])
        assert live.until("error")["reason"] == "failed"
        with pytest.raises(WebSocketDisconnect) as closed:
            live.until("summary")
    assert closed.value.code == 1011


def test_who_never_says_hello_is_sent_away(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HELLO_S", 0.05)
    with connected(client) as live:
        assert "hello" in live.until("error")["text"]
        with pytest.raises(WebSocketDisconnect) as closed:
            live.until("welcome")
    assert closed.value.code == 1002


def test_a_person_has_a_bounded_number_of_sockets(client: TestClient) -> None:
    with ExitStack() as opened:
        for _ in range(MAX_SOCKETS_PER_ACCOUNT):
            opened.enter_context(connected(client))
        one_more = opened.enter_context(connected(client))
        assert one_more.until("error")["reason"] == "limit"
        with connected(client, "eve") as eve:
            eve.say(hello())
            assert eve.until("welcome")["next"] == 0


def test_a_wrong_exercise_file_of_the_studio_ends_no_socket(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "broken.toml").write_text("id = ")
    monkeypatch.setenv("POISE_EXERCISES", str(tmp_path / "own"))
    with connected(client) as live:
        live.say(hello())
        assert live.until("welcome")["next"] == 0
    with connected(client) as live:
        live.say(hello(session="01936f3e-7c00-7000-8000-000000000002", exercise="broken"))
        assert live.until("error")["reason"] == "unknown-plan"


def test_a_session_that_protocol_1_began_goes_on(client: TestClient, store: SqliteStore) -> None:
    async def leave() -> None:
        await store.open()
        begun = Session(
            SESSION,
            "account-1",
            "coaching",
            "squat",
            SessionState.OPEN,
            1,
            "2026-11-01",
            details={"level": "strict", "target": {"accurate": 2}, "image_size": [640, 480]},
        )
        await store.sessions.add(begun)
        await store.streams.append(SESSION, 0, 100, b"".join(map(encode_item, FIVE[:100])))
        await store.close()

    client.__exit__()
    asyncio.run(leave())
    with client, connected(client) as live:
        live.say(hello(level="beginner"))  # what was begun holds, not what a page says now
        assert live.until("welcome")["next"] == 100
        live.send(FIVE[100:], first=100)
        live.say({"type": "finish", "items": len(FIVE)})
        result = live.until("summary")["result"]
    assert (result["kind"], result["level"], result["attempted"]) == ("coaching", "strict", 5)
    assert [event["target"] for event in live.events("target")] == ["accurate"]


TREE = frames(take_poses([Stay("mountain", 1.0), Stay("tree", 5.0), Stay("mountain", 6.0)]))
HOLD_TREE = {"kind": "hold-pose", "pose": "tree", "seconds": 3}


def test_a_pose_is_held_timed_and_kept(client: TestClient, store: SqliteStore) -> None:
    with connected(client) as first:
        first.say(hello(HOLD_TREE, image_size=[720, 1280]))
        assert first.until("welcome")["state"]["kind"] == "hold-pose"
        first.send(TREE[:40])
        first.until("durable", next=40)
    with connected(client) as live:
        live.say(hello(HOLD_TREE, image_size=[720, 1280], events=len(told(first))))
        assert live.until("welcome")["next"] == 40
        live.send(TREE[40:], first=40)
        live.say({"type": "finish", "items": len(TREE)})
        result = live.until("summary")["result"]
    assert result["kind"] == "hold-pose"
    assert result["hold_s"] == pytest.approx(3.6, abs=0.4)
    assert result["reached"]
    kinds = [event["event"]["kind"] for event in [*told(first), *told(live)]]
    assert kinds.count("hold-goal") == 1
    assert kinds.count("pose-held") == 2
    client.__exit__()
    record = kept(store)
    assert (record.kind, record.subject) == ("hold-pose", "tree")
    assert record.measures["hold_s"] == result["hold_s"]
    assert record.measures["longest_s"] == result["longest_s"]
