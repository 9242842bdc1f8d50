"""Passwords that a guesser tries first are refused, those that people can remember are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.browser import PASSWORD, Browser
from typer.testing import CliRunner

from poise.cli.user import app as user_command
from poise.errors import RequestError
from poise.studio.people.passwords import LONGEST, checked_password
from poise.web.settings import WebSettings

COMMON = [
    "password12", "1234567890", "qwertyuiop", "Password123!", "P@ssw0rd123", "letmein12345", "iloveyou12", "1q2w3e4r5t",
    "asdfghjkl1", "aaaaaaaaaaaa", "abcabcabcabc", "0987654321", "01.01.1990", "2026-11-28", "monkey123456",
    "Summer2026!",
    "football2024", "Passwort123", "willkommen1", "qwertzuiop", "fussball11", "Sommer2025!", "berlin2024", "hallo12345",
    "ｐａｓｓｗｏｒｄ１２", "password" * 9, "1234567890" * 20, "dragondragon", "superman123",
    "adminadmin", "abcdefghij",
    "Sommer2026!!", "!!Winter2027", "1Sommer2026!", "Summer2026!!", "hallo2026schatz", "Passwort2031??",
    "Fussball.2026.!!", "Schwester1!!", "Зима2026!!", "Ghbdtn2026!!",
    "qayxswedcvfr", "yxcvbnm,.-", "qaywsxedc12", "asdfghjklöä", "qwertzuiopü", "QWERTZUIOP12", "1qay2wsx3edc",
    "azertyuiop12", "qsdfghjklm1", "&é\"'(-è_çà",
    "пароль12345", "Пароль2026!", "привет12345", "йцукенгшщз", "йцукен12345", "фывапролдж", "любовь2024", "наташа1990",
    "parol12345", "privet2026!", "пароль.пароль", "абвгдежзик",
]  # fmt: skip
OF_ADA = [
    "ada lovelace", "AdaLovelace", "adalovelace1", "Lovelace2026!", "lovelaceada", "ecalevolada",
    "Ada.Lovelace.1", "AdaAda12345",
]  # fmt: skip
OF_POISE = [
    "poisepoise",
    "Poise2026!",
    "poise12345",
    "P0ise12345",
    "poise-studio",
    "esiop12345",
]
GOOD = [
    "correct horse battery", "quite another battery", "tr0ub4dor&3 and more", "Drei Äpfel im Kühlschrank", "k3#Xw9!pQz",
    "vier wörter ohne sinn", "quatre mots sans rapport", "Zwölf Yaks üben Jazz", "rJ7-vQx2-mK9y",
    "зелёный трактор поёт", "桜の木の下で会いましょう",
]  # fmt: skip


@pytest.mark.parametrize("password", COMMON + OF_ADA + OF_POISE)
def test_what_a_guesser_tries_first_is_refused(password: str) -> None:
    with pytest.raises(RequestError, match="easy to guess"):
        checked_password(password, "Ada Lovelace")


@pytest.mark.parametrize("password", GOOD)
def test_what_is_hard_to_guess_is_taken_as_it_is(password: str) -> None:
    assert checked_password(password, "Ada Lovelace") == password


@pytest.mark.parametrize(
    ("password", "name"),
    [
        ("jürgen groß", "Jürgen Groß"),
        ("jurgengross1", "Jürgen Groß"),
        ("Müller-Lüd1", "Müller Lüd"),
        ("ИванПетров1", "Иван Петров"),
    ],
)
def test_the_name_is_known_in_any_spelling(password: str, name: str) -> None:
    with pytest.raises(RequestError, match="easy to guess"):
        checked_password(password, name)


@given(st.text(min_size=10, max_size=LONGEST), st.text(max_size=64))
def test_no_text_upsets_it(password: str, name: str) -> None:
    try:
        assert checked_password(password, name) == password
    except RequestError as error:
        assert "easy to guess" in str(error)  # noqa: PT017  (either is right, nothing else is)


def test_every_door_asks_for_a_good_one(browser: Browser, settings: WebSettings) -> None:
    weak = "password12"
    assert browser.post("/v1/sign-up", {"name": "Ada", "password": weak}).status_code == 400
    browser.sign_up("Ada")
    assert browser.post("/v1/password", {"old": PASSWORD, "new": weak}).status_code == 400
    command = ["add", "Bob", "--data-dir", str(settings.data_dir)]
    told = CliRunner().invoke(user_command, command, input=weak + "\n")
    assert (told.exit_code, "easy to guess" in told.output) == (1, True)
    assert browser.sign_in("Ada").status_code == 200
