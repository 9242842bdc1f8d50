"""Names with which nobody passes for somebody else; names of all the world's scripts stay possible."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contract.records import account
from tests.web.browser import PASSWORD, Browser
from typer.testing import CliRunner

from poise.cli.user import app as user_command
from poise.errors import Conflict, PoiseError, RequestError
from poise.store.sqlite import SqliteStore
from poise.studio.people.names import checked_name, looks_of, require_distinct
from poise.web.settings import WebSettings


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Ada Lovelace", "Ada Lovelace"),
        ("  Ada   Lovelace ", "Ada Lovelace"),
        ("Ａｄａ", "Ada"),
        ("Jürgen Groß", "Jürgen Groß"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("O'Brien-Smith 2.", "O'Brien-Smith 2."),
        ("Иван Петров", "Иван Петров"),
        ("Ελένη", "Ελένη"),
        ("田中さくら", "田中さくら"),
        ("Ken 田中 サクラ", "Ken 田中 サクラ"),
        ("김민준 Kim", "김민준 Kim"),
        ("محمد", "محمد"),
        ("नरेन्द्र", "नरेन्द्र"),
        ("ปิ่นทิพย์", "ปิ่นทิพย์"),
        ("user_1@example.org", "user_1@example.org"),
        ("7", "7"),
    ],
)
def test_a_name_of_any_script_is_kept_tidy(name: str, kept: str) -> None:
    assert checked_name(name) == kept


INVISIBLE = [
    "\u00ad", "\u034f", "\u061c", "\u115f", "\u1160", "\u17b4", "\u180e", "\u200b", "\u200c", "\u200d", "\u200e",
    "\u202e", "\u2060", "\u2063", "\u206f", "\u2800", "\u3164", "\ufe0f", "\ufeff", "\uffa0", "\ufff0", "\U000e0041",
    "\U000e0100", "\U0001d173", "\u0007", "\ud800", "\ue000", "\u0378",
]  # fmt: skip


@pytest.mark.parametrize("character", INVISIBLE, ids=lambda one: f"U+{ord(one):04X}")
@pytest.mark.parametrize("place", ["admin{}", "{}admin", "ad{}min", "{}"])
def test_what_cannot_be_seen_is_refused(character: str, place: str) -> None:
    with pytest.raises(RequestError):
        checked_name(place.format(character))


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("аdmin", "alphabets"),  # Cyrillic a
        ("pαul", "alphabets"),  # Greek alpha
        ("Аннa", "alphabets"),  # Latin a at the end
        ("ᎪᎠᎪ Ada", "alphabets"),  # Cherokee
        ("Ada" + "\u0301" * 4, "accents"),
        ("Z\u0310\u0311\u0312\u0313\u0314algo", "accents"),
        ("...", "no letter"),
        ("👍", "no letter"),
        ("", "empty"),
        (" \t\n ", "empty"),
        ("a" * 65, "at most 64"),
        ("ﷺ" * 4, "at most 64"),  # each is 18 characters in its normal form
    ],
)
def test_a_name_that_misleads_is_refused_in_one_sentence(name: str, word: str) -> None:
    with pytest.raises(RequestError, match=word):
        checked_name(name)


ALIKE = [
    ("admin", "аԁmіn"),
    ("Ace", "Асе"),
    ("Root", "R00t"),
    ("Root", "Rооt"),
    ("Torn", "Tom"),
    ("AI", "Al"),
    ("admin", "ADMlN"),
    ("Person 1", "Person l"),
    ("Vivian", "Viviаn"),
    ("clara", "сlаrа"),
    ("Ill", "III"),
    ("Mitchell", "Mitche11"),
    ("admin", "ad\u3164min"),
    ("Ada", "Ａｄａ"),
    ("müller", "mu\u0308ller"),
    ("admin", "admin."),
    ("admin", "ad min"),
    ("Ada Lovelace", "Ada-Lovelace"),
    ("Root", "Root\u2019"),
    ("Root", "Root\u02c8"),
    ("Root", "Rᴏᴏᴛ"),
    ("Root", "ʀᴏᴏᴛ"),
    ("Root", "Roo\u0331t"),
    ("Root", "Roo\u0323\u0332t"),
    ("Root", "Roo\u20ddt"),
    ("Root", "Roo\u3099t"),
    ("Root", "Roo\u064ft"),
    ("Root", "Røøt"),
    ("Root", "Rooŧ"),
    ("Root", "Ɍöȯƭ"),
    ("Root", "\U0001f181oot"),
    ("Root", "\U0001f161oot"),
    ("Root", "\U0001f1f7oot"),
    ("Person 1", "Person ❶"),
    ("Person 1", "Person ١"),
    ("José", "Jose"),
    ("Jose", "José"),
    ("Jürgen", "Jurgen"),
    ("Łukasz", "Lukasz"),
    ("Алексей", "Алексеи"),
    ("Ελένη", "Ελενη"),
    ("محمد", "مُحَمَّد"),
    ("דוד", "דָּוִד"),
    ("नरेन्द्र", "नरेन्द्र\u0951"),
]
APART = [
    ("Ada", "Eda"),
    ("Anna", "Anne"),
    ("Jürgen", "Jorgen"),
    ("Max", "Mex"),
    ("Person 1", "Person 2"),
    ("Eve", "Steve"),
    ("Ben", "Sven"),
    ("Иван", "Ivan"),
    ("佐藤", "加藤"),
    ("サクラ", "サクラー"),
    ("はな", "ばな"),
    ("カキ", "ガキ"),
    ("राम", "रमे"),
    ("सुनील", "सनील"),
    ("นิด", "นุด"),
    ("김민", "김만"),
    ("שלום", "שלוש"),
    ("بدر", "نذر"),
    ("Þór", "Bor"),
    ("Ada 1", "Ada 11"),
]


@pytest.mark.parametrize(("known", "wanted"), ALIKE)
def test_names_that_look_alike_are_known_to(known: str, wanted: str) -> None:
    assert looks_of(known) & looks_of(wanted)


@pytest.mark.parametrize(("known", "wanted"), APART)
def test_names_that_differ_to_the_eye_stay_apart(known: str, wanted: str) -> None:
    assert not looks_of(known) & looks_of(wanted)


@given(st.text(max_size=20))
def test_no_text_upsets_it_and_what_is_kept_stays_as_it_is(text: str) -> None:
    looks_of(text)
    try:
        kept = checked_name(text)
    except RequestError:
        return
    assert checked_name(kept) == kept == unicodedata.normalize("NFKC", kept)
    assert kept.isprintable()


@pytest.mark.anyio
async def test_a_look_alike_of_any_account_is_refused_and_existing_ones_stay(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "data")
    await store.open()
    for number, name in enumerate(("admin", "аdmin", "ad\u3164min"), 1):  # kept by an older version
        await store.accounts.add(account(number, name=name))
        assert await store.accounts.find(name) is not None
    for name in ("аԁmіn", "ADMlN"):
        with pytest.raises(Conflict, match="looks like"):
            await require_distinct(store, name)
    with pytest.raises(Conflict, match="is taken; please"):
        await require_distinct(store, "ADMIN")
    await require_distinct(store, "Adam")
    await store.close()


def test_neither_door_takes_a_look_alike(browser: Browser, settings: WebSettings) -> None:
    browser.sign_up("Ace")
    answer = browser.another().post("/v1/sign-up", {"name": "Асе", "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    command = ["add", "Асе", "--data-dir", str(settings.data_dir)]
    told = CliRunner().invoke(user_command, command, input=PASSWORD + "\n")
    assert (told.exit_code, "looks like" in told.output) == (1, True)


def test_names_of_before_go_on_signing_in(browser: Browser, settings: WebSettings) -> None:
    """An account whose name would be refused today keeps working: what it is called is asked for at the door only."""
    import asyncio

    async def keep() -> None:
        from poise.studio.people.passwords import Passwords

        store = SqliteStore(settings.data_dir, is_server=False)
        await store.open()
        hashed = await Passwords().hashed("password12")  # was accepted then
        await store.accounts.add(account(1, name="ad\u3164min", password_hash=hashed))
        await store.close()

    asyncio.run(keep())
    assert browser.sign_in("ad\u3164min", "password12").status_code == 200


def test_the_errors_are_ours() -> None:
    assert issubclass(RequestError, PoiseError)
