"""That an administrator is left, whoever takes whose power at the same time.

MongoDB changes one document at a time, and two people who demote each other change two. What both must agree on is
therefore one list: who holds the power. Each version of the list is a document of its own whose ``_id`` is the
version's number. To change the list is to insert the next version, which of several at once exactly one can: that
holds on every server, also on those whose updates are not atomic.

The list never names somebody who is not an administrator: power is taken from the list before it is taken from the
account, and given to the list after it was given to the account. As a version of the list that is empty is never
written once somebody stood in it, an administrator is left always. Who lost the power stands in the list with the
account's revision from which it was taken. A late note that this account has the power, of that revision or an older
one, is thereby known to be out of date.

A process that is killed between the two writes leaves an administrator who is not in the list. That is harmless, but
for a demotion that is refused; so before one is refused, those who were left behind are put into the list again. Their
account's revision grows first, so that the change that was left half done, should its process still live, fails.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass

from poise.errors import LastAdministrator
from poise.store.accounts import Account
from poise.store.keys import LAST_ADMINISTRATOR
from poise.store.mongodb.collections import Collections
from poise.store.mongodb.forms import account_of

_COLLECTION = "administrators"
# A change takes two writes, each repeated for seconds at most; after this its process is gone.
_LEFT_BEHIND_MS = 60_000


@dataclass(frozen=True, slots=True)
class _Standing:
    """How an account stands: it holds the power since revision `rev`, or it is being, or was, taken from that one."""

    account: str
    rev: int
    is_in: bool
    at_ms: int


@dataclass(frozen=True, slots=True)
class _List:
    version: int
    standings: dict[str, _Standing]

    def others(self, account: str) -> bool:
        """Whether anybody else holds the power."""
        return any(one.is_in and one.account != account for one in self.standings.values())


async def enter(collections: Collections, account: Account) -> None:
    """Note that an account is an administrator; to be called after it became one.

    Parameters
    ----------
    collections : Collections
        Where.
    account : Account
        As it is kept.
    """
    while True:
        known = await _latest(collections)
        standing = known.standings.get(account.identifier)
        if standing is not None and (standing.is_in or standing.rev >= account.rev):
            return  # noted already, or out of date
        if await _write(collections, known, _Standing(account.identifier, account.rev, True, _now_ms())):
            return


async def leave(collections: Collections, identifier: str, rev: int) -> None:
    """Note that an account is about to lose the power that it has in revision `rev`; to be called before it does.

    Raises
    ------
    LastAdministrator
        If nobody else has it.
    """
    is_repaired = False
    while True:
        known = await _latest(collections)
        if not known.others(identifier):
            if is_repaired:
                raise LastAdministrator(LAST_ADMINISTRATOR)
            await _repair(collections, known, identifier)
            is_repaired = True
            continue
        standing = known.standings.get(identifier)
        # A slow change must not make an even older note believable again.
        lost_rev = rev if standing is None or standing.is_in else max(rev, standing.rev)
        if await _write(collections, known, _Standing(identifier, lost_rev, False, _now_ms())):
            return


async def _latest(collections: Collections) -> _List:
    """Return the list as it is now; the first time it is made from the accounts."""
    while True:
        found = await collections.many(_COLLECTION, {"_id": {"$gt": ""}}, [("_id", -1)], 1)
        if found:
            standings = {one["account"]: _Standing(**one) for one in found[0]["standings"]}
            return _List(int(found[0]["_id"]), standings)
        at_ms = _now_ms()
        all_now = [
            _Standing(one.identifier, one.rev, True, at_ms) for one in await _administrators(collections)
        ]
        await _insert(collections, 1, all_now)


async def _write(collections: Collections, known: _List, standing: _Standing) -> bool:
    """Write the next version with one standing changed; False where somebody else wrote it first."""
    standings = {**known.standings, standing.account: standing}
    return await _insert(collections, known.version + 1, list(standings.values()))


async def _insert(collections: Collections, version: int, standings: list[_Standing]) -> bool:
    document = {"_id": f"{version:012d}", "standings": [asdict(one) for one in standings]}
    return await collections.insert(_COLLECTION, document)


async def _repair(collections: Collections, known: _List, but: str) -> None:
    """Put those administrators into the list whom a killed process left out of it."""
    for account in await _administrators(collections):
        standing = known.standings.get(account.identifier)
        if account.identifier == but or (standing is not None and standing.is_in):
            continue
        if standing is None or standing.rev < account.rev:
            await enter(collections, account)
        elif _now_ms() - standing.at_ms >= _LEFT_BEHIND_MS:
            await _enter_anew(collections, account)


async def _enter_anew(collections: Collections, account: Account) -> None:
    """Let the account's revision grow, which makes the change fail that was left half done, and note its power."""
    where = {"_id": account.identifier, "rev": account.rev}
    if await collections.change("accounts", where, {"rev": account.rev + 1}):
        known = await collections.one("accounts", {"_id": account.identifier})
        if known is not None and account_of(known).is_administrator:
            await enter(collections, account_of(known))


async def _administrators(collections: Collections) -> list[Account]:
    accounts = [account_of(one) async for page in collections.pages("accounts", {}) for one in page]
    return [one for one in accounts if one.is_administrator]


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
