"""Known browsers: one that signed in to an account before is not locked out by what others guess at it.

Such a browser holds a cookie with a token for each of the last accounts it signed in to ("device cookie", OWASP, "Slow
Down Online Guessing Attacks with Device Cookies"). A token is a random number and its HMAC-SHA256 under the account's
password hash: the store keeps nothing of it, nobody else can make one, and a new password makes it void.
"""

from __future__ import annotations

import hashlib
import hmac

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from poise.store import Account
from poise.studio.people.secret import new_secret
from poise.web.identity import cookie_name

_MOST_ACCOUNTS = 5  # that one browser is known to
_LASTS_S = 400 * 86_400  # as long as browsers keep a cookie at most
_BETWEEN, _WITHIN = "~", "."


def known_browser(connection: HTTPConnection, account: Account | None) -> str:
    """Return the number of a browser that signed in to this account before, "" for one that did not."""
    if account is None:
        return ""
    for token in _tokens(connection):
        number, _, code = token.partition(_WITHIN)
        if number and hmac.compare_digest(code, _code(account, number)):
            return number
    return ""


def remember_browser(request: Request, response: Response, account: Account) -> None:
    """Give the browser a token for this account, beside those it has for others."""
    if known_browser(request, account):
        return
    number = new_secret()
    tokens = [number + _WITHIN + _code(account, number), *_tokens(request)]
    response.set_cookie(
        _cookie_name(request),
        _BETWEEN.join(tokens[:_MOST_ACCOUNTS]),
        max_age=_LASTS_S,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def _cookie_name(connection: HTTPConnection) -> str:
    return f"{cookie_name(connection)}-known"


def _tokens(connection: HTTPConnection) -> list[str]:
    given = connection.cookies.get(_cookie_name(connection), "")
    return [token for token in given.split(_BETWEEN) if token and token.isascii()][:_MOST_ACCOUNTS]


def _code(account: Account, number: str) -> str:
    text = f"{account.identifier} {number}"
    return hmac.new(account.password_hash.encode(), text.encode(), hashlib.sha256).hexdigest()
