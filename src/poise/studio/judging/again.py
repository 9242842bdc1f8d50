"""Recordings that are judged again, one or all of a person's: the job kind `judge-again`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from poise.analysis.version import ENGINE_VERSION
from poise.errors import CatalogueError, NotThere, PoiseError, RequestError
from poise.isolation.task import Progress
from poise.store import Account, Session, SessionFilter, SessionState, Store
from poise.studio.activities import BUILT_IN
from poise.studio.films.uploads import share_original
from poise.studio.identifiers import derive_identifier
from poise.studio.jobs.running import Finding, JobOutput, RunningJob, Tools
from poise.studio.judging.judge import Wish, copy_recording, judge_again, require_judgeable
from poise.studio.judging.request import JudgeAgainRequest, JudgeAgainResult
from poise.studio.library.own_exercises import find_definition
from poise.studio.sessions.access import find_changeable
from poise.studio.sessions.kinds import title_of
from poise.studio.sessions.live import Log, add_finished, is_complete
from poise.studio.sessions.succession import supersede, withdraw


async def check_judging(store: Store, account: Account, request: JudgeAgainRequest) -> str:
    """Return what the session that is to be judged again is called; "" where there are several.

    Raises
    ------
    NotThere
        If one of the sessions is not there.
    RequestError, CatalogueError
        If one of them cannot be judged that way, or there is none that has to be.
    """
    if request.sessions == "all":
        if request.exercise is not None:
            raise RequestError("All sessions cannot have been one exercise; name those that were.")
        async for _ in _outdated(store, account):
            return ""
        raise RequestError("All your sessions were judged by the present version already.")
    found = [await find_changeable(store, account, identifier) for identifier in request.sessions]
    wish = await _wish(store, account, request)
    for session in found:
        require_judgeable(session, wish)
        if not await is_complete(store, session):
            raise RequestError("This session has no recording; it cannot be judged again.")
    return (found[0].film or title_of(found[0], "en", BUILT_IN)) if len(found) == 1 else ""


async def judge_sessions(running: RunningJob, tools: Tools) -> Finding:
    """Judge the recordings again, one after the other, without keeping anything.

    Raises
    ------
    PoiseError
        In one sentence, if nothing could be judged.
    """
    request = JudgeAgainRequest.read(running.job.request)
    account = await tools.store.accounts.get(running.job.account)
    if account is None:
        raise NotThere("The account is not there any more.")
    identifiers = [one async for one in _wanted(tools.store, account, request)]
    wish = await _wish(tools.store, account, request)
    judged: list[Judged] = []
    failure: PoiseError | None = None
    for number, identifier in enumerate(identifiers):
        running.report(Progress("judging", number, len(identifiers)))
        try:
            new = _new_identifier(running.job.identifier, identifier)
            judged.append(await _judge(tools.store, account, identifier, new, wish))
        except (RequestError, CatalogueError, NotThere) as error:
            failure = error
    if not judged:
        raise failure or NotThere("There is no session left that could be judged again.")
    return AllJudged(tuple(judged), len(identifiers) - len(judged))


async def discard_judging(store: Store, job: str) -> None:
    """Remove the new sessions of a job that was cancelled or has failed."""
    known = await store.jobs.get(job)
    account = await store.accounts.get(known.account) if known else None
    if known is None or account is None:
        return
    async for identifier in _wanted(store, account, JudgeAgainRequest.read(known.request), is_undone=True):
        new = await store.sessions.get(_new_identifier(job, identifier))
        if new is not None:
            await withdraw(store, new)
            await store.sessions.remove(new.identifier)


@dataclass(frozen=True, slots=True)
class Judged:
    """A session, and the finished record of the one in which it was judged again."""

    before: Session
    closed: Session


@dataclass(frozen=True, slots=True)
class AllJudged:
    """What came of a job; `skipped` sessions could not be judged."""

    judged: tuple[Judged, ...]
    skipped: int

    async def save(self, tools: Tools) -> JobOutput:
        """Keep the new sessions, and let them count in the place of the old ones."""
        for one in self.judged:
            await _keep(tools.store, one)
        result = JudgeAgainResult(judged=len(self.judged), skipped=self.skipped)
        return JobOutput(tuple(one.closed.identifier for one in self.judged), result.document())

    async def tidy(self, tools: Tools) -> None:
        """Nothing is left over."""


async def _keep(store: Store, judged: Judged) -> None:
    closed = judged.closed
    known = await store.sessions.get(closed.identifier)
    if known is None or not await is_complete(store, known):
        if known is not None:
            await store.sessions.remove(closed.identifier)
        recording = await copy_recording(store, judged.before, closed)
        await add_finished(store, closed, recording)
        log = await Log.of(store, closed.identifier)
        await log.note("judged-again", {"session": judged.before.identifier, "engine": judged.before.engine})
    await share_original(store, judged.before, closed.identifier)
    await supersede(store, closed)


async def _judge(store: Store, account: Account, identifier: str, new: str, wish: Wish) -> Judged:
    session = await find_changeable(store, account, identifier)
    plan = require_judgeable(session, wish)
    closed = await judge_again(store, account, session, plan, new)
    if closed is None:
        raise NotThere("The recording of this session is not there any more; it cannot be judged again.")
    return Judged(session, closed)


async def _wanted(
    store: Store, account: Account, request: JudgeAgainRequest, *, is_undone: bool = False
) -> AsyncIterator[str]:
    """Give the identifiers of the sessions that are to be judged again, or that may have been."""
    if request.sessions != "all":
        for identifier in dict.fromkeys(request.sessions):
            yield identifier
        return
    sessions = _finished(store, account) if is_undone else _outdated(store, account)
    async for session in sessions:
        yield session.identifier


async def _outdated(store: Store, account: Account) -> AsyncIterator[Session]:
    """Give the sessions whose result counts and was judged by an older version."""
    async for session in _finished(store, account):
        if session.engine < ENGINE_VERSION and not session.superseded_by:
            yield session


async def _finished(store: Store, account: Account) -> AsyncIterator[Session]:
    after, is_more = "", True
    while is_more:
        page = await store.sessions.list_for(account.identifier, SessionFilter(), after, 100)
        for session in page.records:
            if session.state is not SessionState.OPEN and BUILT_IN.knows(session.kind):
                yield session
        after, is_more = page.next_key, bool(page.next_key)


async def _wish(store: Store, account: Account, request: JudgeAgainRequest) -> Wish:
    definition = await find_definition(store, account, request.exercise) if request.exercise else ""
    return Wish(request.exercise, request.level, definition)


def _new_identifier(job: str, session: str) -> str:
    """Return the identifier of the new session: the same for each attempt of the job."""
    return derive_identifier(job, session)
