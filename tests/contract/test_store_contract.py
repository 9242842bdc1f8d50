"""What every back end must do; the cases keep to what all of them can hold."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.contract.records import account, session

from poise.errors import Conflict
from poise.store import (
    AuditEntry,
    LinkKind,
    LogEntry,
    OneTimeLink,
    Profile,
    Role,
    SavedPose,
    Session,
    SessionDigest,
    SessionFilter,
    SessionState,
    SignIn,
    Store,
    StreamPart,
    Usage,
)

pytestmark = pytest.mark.anyio
ALL = SessionFilter()


async def identifiers(store: Store, only: SessionFilter = ALL, limit: int = 30) -> list[str]:
    found: list[str] = []
    after = ""
    while True:
        page = await store.sessions.list_for("account-1", only, after, limit)
        found += [one.identifier for one in page.records]
        after = page.next_key
        if not after:
            return found


async def test_what_is_not_there_is_none_or_empty(store: Store) -> None:
    assert await store.accounts.get("nobody") is None
    assert await store.accounts.find("nobody") is None
    assert await store.sign_ins.get("none") is None
    assert await store.one_time_links.get("none") is None
    assert await store.sessions.get("none") is None
    assert await store.pictures.get("none", "none") is None
    assert list(await store.recordings.get("none")) == []
    assert list(await store.streams.read("none")) == []
    assert list(await store.logs.read("none")) == []
    assert (await store.sessions.list_for("nobody", ALL)).records == ()
    assert await store.accounts.count() == 0


async def test_an_account_is_found_by_identifier_and_by_name_without_regard_to_case(store: Store) -> None:
    kept = account(name="Äpfel", profile=Profile(display_name="Ä", language="de"), role=Role.COACH)
    await store.accounts.add(kept)
    assert await store.accounts.get("account-1") == kept
    assert await store.accounts.find("ÄPFEL") == kept
    assert await store.accounts.count() == 1


@pytest.mark.parametrize("name", ["Person 1", "person 1", "PERSON 1", "Ｐerson 1"])
async def test_a_name_belongs_to_one_account_alone(store: Store, name: str) -> None:
    await store.accounts.add(account(1))
    with pytest.raises(Conflict, match="taken"):
        await store.accounts.add(account(2, name=name))
    await store.accounts.add(account(3))
    with pytest.raises(Conflict, match="taken"):
        await store.accounts.change(account(3, name=name))
    assert (await store.accounts.get("account-3")) == account(3)


async def test_of_two_who_change_an_account_the_slower_is_told(store: Store) -> None:
    await store.accounts.add(account())
    changed = await store.accounts.change(replace(account(), name="New"))
    assert (changed.rev, await store.accounts.get("account-1")) == (1, changed)
    assert await store.accounts.find("Person 1") is None
    with pytest.raises(Conflict, match="in the meantime"):
        await store.accounts.change(replace(account(), name="Other"))


async def test_accounts_come_by_name_in_pages(store: Store) -> None:
    for number in (3, 1, 5, 2, 4):
        await store.accounts.add(account(number))
    first = await store.accounts.page(limit=3)
    rest = await store.accounts.page(first.next_key, limit=3)
    assert [one.name for one in (*first.records, *rest.records)] == [f"Person {n}" for n in range(1, 6)]
    assert rest.next_key == ""


def browser(number: int, expires_ms: int = 9_000) -> SignIn:
    return SignIn(f"hash-{number}", "account-1", 1_000, 1_000 + number, expires_ms, "Firefox")


async def test_browsers_are_kept_touched_and_signed_out(store: Store) -> None:
    for number in range(4):
        await store.sign_ins.add(browser(number))
    await store.sign_ins.touch("hash-0", 5_000, 20_000)
    assert await store.sign_ins.get("hash-0") == replace(browser(0), seen_ms=5_000, expires_ms=20_000)
    assert [one.token_hash for one in await store.sign_ins.list_for("account-1")] == [
        "hash-0",
        "hash-3",
        "hash-2",
        "hash-1",
    ]
    await store.sign_ins.remove("hash-3")
    assert await store.sign_ins.remove_for("account-1", but="hash-2") == 2
    assert [one.token_hash for one in await store.sign_ins.list_for("account-1")] == ["hash-2"]


async def test_a_one_use_link_is_got_by_exactly_one(store: Store) -> None:
    link = OneTimeLink("hash", LinkKind.INVITATION, 9_000, Role.COACH)
    await store.one_time_links.add(link)
    assert await store.one_time_links.get("hash") == link
    taken = await asyncio.gather(*(store.one_time_links.take("hash", 1_000) for _ in range(8)))
    assert [one for one in taken if one] == [link]
    assert await store.one_time_links.get("hash") is None


async def test_an_expired_link_is_nobodys(store: Store) -> None:
    await store.one_time_links.add(OneTimeLink("hash", LinkKind.RESET, 9_000, account="account-1"))
    assert await store.one_time_links.take("hash", 9_000) is None


async def test_a_session_is_kept_once_with_all_it_holds(store: Store) -> None:
    kept = session(
        details={"sets": [{"set": 1, "repetitions": [{"number": 1, "score": 91.5}]}], "none": None}
    )
    assert await store.sessions.add(kept) == kept
    assert await store.sessions.add(replace(kept, notes="again")) == kept
    assert await store.sessions.get(kept.identifier) == kept
    with pytest.raises(Conflict):
        await store.sessions.add(replace(kept, account="account-2"))


async def test_of_two_who_change_a_session_the_slower_is_told(store: Store) -> None:
    kept = await store.sessions.add(session())
    changed = await store.sessions.change(replace(kept, notes="knees felt good", corrected=9))
    assert await store.sessions.get(kept.identifier) == changed
    with pytest.raises(Conflict, match="in the meantime"):
        await store.sessions.change(replace(kept, notes="late"))


async def test_lists_come_newest_first_in_pages_without_their_details(store: Store) -> None:
    for number in (2, 5, 1, 4, 3):
        await store.sessions.add(session(number, details={"much": "text"}))
    page = await store.sessions.list_for("account-1", ALL, limit=2)
    assert [one.identifier for one in page.records] == ["session-000005", "session-000004"]
    assert all(one.details == {} for one in page.records)
    assert await identifiers(store, limit=2) == [f"session-{n:06}" for n in (5, 4, 3, 2, 1)]


async def test_paging_neither_skips_nor_repeats_while_new_ones_arrive(store: Store) -> None:
    for number in range(6):
        await store.sessions.add(session(number))
    first = await store.sessions.list_for("account-1", ALL, limit=3)
    await store.sessions.add(session(99))
    second = await store.sessions.list_for("account-1", ALL, first.next_key, limit=3)
    seen = [one.identifier for one in (*first.records, *second.records)]
    assert seen == [f"session-{n:06}" for n in (5, 4, 3, 2, 1, 0)]


async def test_sessions_that_began_together_are_all_listed(store: Store) -> None:
    for number in range(5):
        await store.sessions.add(session(number, started_ms=1_700_000_000_000))
    assert await identifiers(store, limit=2) == [f"session-{n:06}" for n in (4, 3, 2, 1, 0)]


SOME = [
    session(1, subject="squat", day="2026-01-01", notes="Felt GREAT"),
    session(2, subject="romanian-deadlift", day="2026-01-02"),
    session(3, kind="comparison", subject="tree", day="2026-01-03", notes="100% (sure)"),
    session(4, subject="squat", day="2026-01-04", deleted_ms=5),
    session(5, account="account-2"),
    session(6, subject="plank", day="2025-01-01", film="Übung 3.mp4", superseded_by="session-000003"),
]


@pytest.mark.parametrize(
    ("only", "numbers"),
    [
        (ALL, [6, 3, 2, 1]),
        (SessionFilter(is_current=True), [3, 2, 1]),
        (SessionFilter(words="übung"), [6]),
        (SessionFilter(kind="coaching", is_current=True), [2, 1]),
        (SessionFilter(subject="squat"), [1]),
        (SessionFilter(first_day="2026-01-02"), [3, 2]),
        (SessionFilter(first_day="2026-01-02", last_day="2026-01-02"), [2]),
        (SessionFilter(words="great"), [1]),
        (SessionFilter(words="Romanian dead"), [2]),
        (SessionFilter(words="100% ("), [3]),
        (SessionFilter(words="great squat", kind="coaching"), [1]),
        (SessionFilter(words="nothing"), []),
    ],
)
async def test_filters_show_what_fits_alone(store: Store, only: SessionFilter, numbers: list[int]) -> None:
    for one in SOME:
        await store.sessions.add(one)
    assert await identifiers(store, only) == [f"session-{n:06}" for n in numbers]


async def test_progress_sums_by_day_and_subject(store: Store) -> None:
    await store.sessions.add(
        session(1, day="2026-01-02", score=80.0, measures={"attempted": 10, "accurate": 8, "hold_s": 1.5})
    )
    await store.sessions.add(session(2, day="2026-01-02", score=None))
    await store.sessions.add(session(3, day="2026-01-01", subject="plank"))
    await store.sessions.add(session(4, day="2026-01-02", state=SessionState.OPEN))
    await store.sessions.add(session(5, day="2026-01-02", deleted_ms=3))
    sums = await store.sessions.progress("account-1")
    assert [(one.day, one.subject, one.sessions) for one in sums] == [
        ("2026-01-01", "plank", 1),
        ("2026-01-02", "squat", 2),
    ]
    day = sums[1]
    assert (day.score_sum, day.scored) == (80.0, 1)
    assert day.measures == {"attempted": 20, "accurate": 16, "hold_s": 1.5}
    assert [one.subject for one in await store.sessions.progress("account-1", "squat")] == ["squat"]
    assert [one.day for one in await store.sessions.progress("account-1", first_day="2026-01-02")] == [
        "2026-01-02"
    ]


@pytest.mark.parametrize(
    ("attempted", "accurate", "corrected", "summed"),
    [
        (6, 5, None, (6, 5)),
        (6, 5, 6, (6, 6)),
        (6, 5, 0, (6, 0)),
        (6, 6, 8, (8, 8)),  # the coach overlooked two
        (0, 0, 3, (3, 3)),  # and here everything
    ],
)
async def test_progress_sums_a_persons_own_count_before_ours(
    store: Store, attempted: int, accurate: int, corrected: int | None, summed: tuple[int, int]
) -> None:
    one = session(1, measures={"attempted": attempted, "accurate": accurate})
    await store.sessions.add(one)
    await store.sessions.add(session(2, measures={"attempted": 4, "accurate": 3}))
    await store.sessions.change(replace(one, corrected=corrected))
    (sums,) = await store.sessions.progress("account-1")
    assert (sums.measures["attempted"] - 4, sums.measures["accurate"] - 3) == summed


async def test_digests_are_those_of_the_finished_sessions_that_count_oldest_first(store: Store) -> None:
    for number in (3, 1, 2, 4, 5, 6):
        await store.sessions.add(session(number, digest=f"[{number}]"))
    await store.sessions.add(session(7, account="account-2", digest="[7]"))
    for number, changes in (
        (2, {"corrected": 9}),
        (4, {"deleted_ms": 1}),
        (5, {"superseded_by": "session-000006"}),
        (6, {"state": SessionState.ABANDONED}),
    ):
        await store.sessions.change(session(number, digest=f"[{number}]", **changes))
    assert await store.sessions.digests("account-1") == (
        SessionDigest("session-000001", session(1).started_ms, None, "[1]"),
        SessionDigest("session-000002", session(2).started_ms, 9, "[2]"),
        SessionDigest("session-000003", session(3).started_ms, None, "[3]"),
    )
    changed = await store.sessions.change(session(1, digest="[10]"))
    assert (await store.sessions.digests("account-1"))[0].digest == changed.digest == "[10]"


async def test_progress_sums_measures_of_any_name(store: Store) -> None:
    odd = {"near_misses": 2, "gaze_off_s": 0.1, "range.of $motion": -0.0}
    await store.sessions.add(session(1, measures=odd, score=None))
    await store.sessions.add(session(2, measures={"gaze_off_s": 0.2}, score=None))
    kept = await store.sessions.get("session-000001")
    assert kept is not None
    assert kept.measures == odd
    (sums,) = await store.sessions.progress("account-1")
    assert sums.measures == {"near_misses": 2, "gaze_off_s": 0.1 + 0.2, "range.of $motion": 0}


async def test_progress_counts_the_parts_of_a_session_under_their_own_subjects(store: Store) -> None:
    squat = {"squat/sessions": 1.0, "squat/attempted": 8.0, "squat/score": 70.0, "squat/scored": 1.0}
    parts = {"attempted": 12.0, "plank/sessions": 1.0, "plank/hold_s": 30.0, **squat}
    await store.sessions.add(session(1, subject="core", score=90.0, measures=parts))
    await store.sessions.add(session(2, subject="squat", score=80.0, measures={"attempted": 2.0}))
    sums = {one.subject: one for one in await store.sessions.progress("account-1")}
    assert list(sums) == ["core", "plank", "squat"]
    assert (sums["squat"].measures, sums["squat"].sessions) == ({"attempted": 10.0}, 2)
    assert (sums["squat"].score_sum, sums["squat"].scored) == (150.0, 2)
    assert sums["plank"].measures == {"hold_s": 30.0}
    for subject, one in sums.items():
        assert await store.sessions.progress("account-1", subject) == (one,)


async def test_open_sessions_are_those_that_still_grow(store: Store) -> None:
    await store.sessions.add(session(1))
    await store.sessions.add(session(2, state=SessionState.OPEN))
    assert [one.identifier for one in await store.sessions.list_open("account-1")] == ["session-000002"]


async def test_a_stream_grows_without_gap_and_without_doubling(store: Store) -> None:
    assert await store.streams.append("session-1", 0, 3, b"abc") == 3
    assert await store.streams.append("session-1", 0, 3, b"abc") == 3
    with pytest.raises(Conflict):  # of two servers that write to one session the slower one
        await store.streams.append("session-1", 0, 3, b"xyz")
    assert await store.streams.append("session-1", 5, 1, b"x") == 3
    assert await store.streams.append("session-1", 3, 2, b"de") == 5
    assert list(await store.streams.read("session-1")) == [
        StreamPart("session-1", 0, 3, b"abc"),
        StreamPart("session-1", 3, 2, b"de"),
    ]


async def test_a_stream_is_read_a_few_parts_at_a_time(store: Store) -> None:
    for number in range(0, 12, 2):
        await store.streams.append("session-1", number, 2, bytes([number] * 2))
    assert [part.first for part in await store.streams.read("session-1", 4, 2)] == [4, 6]
    assert [part.first for part in await store.streams.read("session-1", 10, 2)] == [10]
    assert [part.first for part in await store.streams.read("session-1", 5)] == [6, 8, 10]
    assert list(await store.streams.read("session-1", 12, 2)) == []


async def test_a_recording_takes_the_place_of_the_stream(store: Store) -> None:
    await store.streams.append("session-1", 0, 1, b"a")
    await store.recordings.put("session-1", [b"first", b"second"])
    assert list(await store.recordings.get("session-1")) == [b"first", b"second"]
    chunks = [await store.recordings.get_chunk("session-1", number) for number in range(3)]
    assert chunks == [b"first", b"second", None]
    assert list(await store.streams.read("session-1")) == []
    await store.recordings.put("session-1", [b"other"])
    assert list(await store.recordings.get("session-1")) == [b"other"]


async def test_pictures_and_logs_are_kept_with_their_session(store: Store) -> None:
    await store.pictures.put("session-1", "attempt", b"png")
    await store.pictures.put("session-1", "attempt", b"better")
    assert await store.pictures.get("session-1", "attempt") == b"better"
    entries = [LogEntry(0, 10, "started"), LogEntry(1, 20, "lost", {"for_s": 1.5})]
    await store.logs.append("session-1", entries)
    await store.logs.append("session-1", [LogEntry(1, 99, "other"), LogEntry(2, 30, "finished")])
    assert list(await store.logs.read("session-1")) == [*entries, LogEntry(2, 30, "finished")]


async def fill(store: Store, record: Session) -> None:
    await store.sessions.add(record)
    await store.streams.append(record.identifier, 0, 1, b"a")
    await store.recordings.put(record.identifier, [b"chunk"])
    await store.streams.append(record.identifier, 0, 1, b"a")
    await store.pictures.put(record.identifier, "attempt", b"png")
    await store.logs.append(record.identifier, [LogEntry(0, 1, "started")])


async def left(store: Store, identifier: str) -> list[Any]:
    return [
        await store.sessions.get(identifier),
        *await store.streams.read(identifier),
        *await store.recordings.get(identifier),
        await store.pictures.get(identifier, "attempt"),
        *await store.logs.read(identifier),
    ]


async def test_a_removed_session_leaves_nothing(store: Store) -> None:
    await fill(store, session(1))
    await fill(store, session(2))
    await store.sessions.remove("session-000001")
    assert await left(store, "session-000001") == [None, None]
    assert len(await left(store, "session-000002")) == 5


async def test_sessions_put_aside_are_listed_apart_the_newest_first(store: Store) -> None:
    for number, aside_ms in ((1, 100), (2, 0), (3, 90)):
        await store.sessions.add(session(number, deleted_ms=aside_ms))
    await store.sessions.add(session(4, account="account-2", deleted_ms=5))
    found = await store.sessions.list_deleted("account-1")
    assert [one.identifier for one in found] == ["session-000003", "session-000001"]


async def test_a_removed_account_leaves_nothing_of_its_own(store: Store) -> None:
    for number in (1, 2):
        await store.accounts.add(account(number))
        await fill(store, session(number, account=f"account-{number}"))
        await store.poses.add(pose(number))
    await store.sign_ins.add(browser(1))
    await store.one_time_links.add(OneTimeLink("hash", LinkKind.RESET, 9_000, account="account-1"))
    await store.remove_account("account-1")
    assert await store.accounts.get("account-1") is None
    assert await left(store, "session-000001") == [None, None]
    assert (await store.poses.list_for("account-1"), await store.sign_ins.get("hash-1")) == ((), None)
    assert await store.one_time_links.get("hash") is None
    assert len(await left(store, "session-000002")) == 5
    assert await store.accounts.get("account-2") == account(2)


def pose(number: int, name: str = "Tree") -> SavedPose:
    return SavedPose(f"pose-{number}", f"account-{number}", name, 5, "notes", {"landmarks": [1.5, 2.0]})


async def test_a_pose_has_a_name_of_its_own_within_an_account(store: Store) -> None:
    await store.poses.add(pose(1))
    await store.poses.add(pose(2))
    with pytest.raises(Conflict, match="taken"):
        await store.poses.add(replace(pose(1, "TREE"), identifier="pose-3"))
    assert list(await store.poses.list_for("account-1")) == [pose(1)]
    await store.poses.remove("account-2", "pose-1")
    assert list(await store.poses.list_for("account-1")) == [pose(1)]
    await store.poses.remove("account-1", "pose-1")
    assert list(await store.poses.list_for("account-1")) == []


async def test_the_audit_log_comes_newest_first_in_pages(store: Store) -> None:
    entries = [AuditEntry(f"0190-{n}", n, "account-1", "signed in", details={"n": n}) for n in range(5)]
    for entry in entries:
        await store.audit.add(entry)
    first = await store.audit.page(limit=3)
    rest = await store.audit.page(first.next_key, limit=3)
    assert [*first.records, *rest.records] == entries[::-1]
    assert rest.next_key == ""


async def test_sweeping_removes_what_has_expired_alone(store: Store) -> None:
    await store.accounts.add(account())
    await store.sign_ins.add(browser(1, expires_ms=100))
    await store.sign_ins.add(browser(2, expires_ms=300))
    await store.one_time_links.add(OneTimeLink("old", LinkKind.SETUP, 100))
    await fill(store, session(1, deleted_ms=100))
    await fill(store, session(2, deleted_ms=190))
    await fill(store, session(3))
    assert await store.sweep(200, keep_deleted_ms=50) == 3
    assert (await store.sign_ins.get("hash-1"), await store.one_time_links.get("old")) == (None, None)
    assert await store.sign_ins.get("hash-2") is not None
    assert await left(store, "session-000001") == [None, None]
    assert all([await store.sessions.get("session-000002"), await store.sessions.get("session-000003")])


async def write_late(store: Store) -> None:
    """Write what a live connection or a comparison may still write while its account is removed."""
    await store.streams.append("session-000001", 0, 1, b"late")
    await store.logs.append("session-000001", [LogEntry(9, 1, "interrupted")])
    await store.pictures.put("session-000001", "attempt", b"late")
    await store.sessions.add(session(2, state=SessionState.OPEN))
    await store.streams.append("session-000002", 0, 1, b"late")
    await store.poses.add(pose(1))


async def test_what_was_written_while_an_account_was_removed_is_swept(
    store: Store, later: Callable[[], None]
) -> None:
    for number in (1, 2):
        await store.accounts.add(account(number))
    await fill(store, session(1))
    await fill(store, session(3, account="account-2"))
    await store.remove_account("account-1")
    await write_late(store)
    later()
    await store.sweep(200, keep_deleted_ms=50)
    assert await left(store, "session-000001") == [None, None]
    assert await left(store, "session-000002") == [None, None]
    assert await store.poses.list_for("account-1") == ()
    assert len(await left(store, "session-000003")) == 5


async def test_a_session_that_was_begun_anew_after_its_removal_stays(
    store: Store, later: Callable[[], None]
) -> None:
    await store.accounts.add(account())
    await fill(store, session(1))
    await store.sessions.remove("session-000001")
    await fill(store, session(1))
    later()
    await store.sweep(200, keep_deleted_ms=50)
    assert len(await left(store, "session-000001")) == 5


async def test_many_at_once_are_all_kept(store: Store) -> None:
    await asyncio.gather(*(store.sessions.add(session(number)) for number in range(60)))
    await asyncio.gather(*(store.streams.append(f"session-{n}", 0, 1, bytes([n])) for n in range(60)))
    assert len(await identifiers(store)) == 60
    for number in (0, 59):
        (part,) = await store.streams.read(f"session-{number}")
        assert part.data == bytes([number])


async def test_information_names_the_back_end_and_counts(store: Store) -> None:
    await store.accounts.add(account())
    found = await store.information()
    assert found["back_end"]
    assert found["counts"]["accounts"] == 1


async def test_what_an_account_keeps_is_told(store: Store) -> None:
    assert await store.sessions.usage("account-1") == Usage(0, 0, 0)
    await store.sessions.add(session(1))
    await store.sessions.add(session(2, state=SessionState.OPEN))
    await store.sessions.add(session(3, deleted_ms=5))
    await store.sessions.add(session(4, account="account-2"))
    counted = await store.sessions.usage("account-1")
    assert (counted.sessions, counted.open_sessions, counted.bytes) == (3, 1, 0)
    await store.streams.append("session-000002", 0, 100, bytes(106_800))
    streamed = await store.sessions.usage("account-1")
    assert streamed.bytes == 106_800
    await store.recordings.put("session-000001", [bytes(5000), bytes(700)])
    assert (await store.sessions.usage("account-1")).bytes - streamed.bytes == 5700
    await store.pictures.put("session-000001", "attempt.jpg", bytes(200_000))
    assert (await store.sessions.usage("account-1")).bytes - streamed.bytes > 200_000
    assert (await store.sessions.usage("account-2")).bytes == 0


async def test_closed_sessions_that_still_have_their_stream_are_found(store: Store) -> None:
    for number, state in enumerate([SessionState.FINISHED, SessionState.OPEN, SessionState.ABANDONED], 1):
        await store.sessions.add(session(number, state=state))
        await store.streams.append(f"session-00000{number}", 0, 1, b"x")
    await store.sessions.add(session(4))
    assert sorted(await store.sessions.list_unsealed()) == ["session-000001", "session-000003"]
    await store.recordings.put("session-000001", [b"chunk"])
    assert list(await store.sessions.list_unsealed()) == ["session-000003"]
