"""What the routes work with."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from poise.blobs import Blobs
from poise.blobs.opening import blobs_at
from poise.store import Account, Store
from poise.store.paging import every
from poise.studio.activities import BUILT_IN
from poise.studio.activity.kind import Activities
from poise.studio.people.audit import NOBODY, Actor, record
from poise.studio.people.passwords import Passwords
from poise.studio.progress.cache import HistoryCache
from poise.studio.sessions.quota import Quota
from poise.studio.work_folder import WorkFolder
from poise.wakeups import LocalWakeups, Wakeups
from poise.wakeups.opening import wakeups_at
from poise.web.downloads import Downloads
from poise.web.open_sockets import Hub
from poise.web.rate_limits import RateLimits
from poise.web.refusals import Refusals
from poise.web.running_requests import STOPPING, RunningRequests
from poise.web.settings import WebSettings
from poise.web.turns import Turns
from poise.web.upload_turns import UploadTurns

_PATIENCE_S = 3.0  # for what is under way when the studio stops


@dataclass(slots=True)
class Services:
    """One running studio.

    Parameters
    ----------
    store : Store
        Open while requests are answered.
    settings : WebSettings
        What the administrator set.
    hub : Hub
        Who is live.
    turns, exports : Turns
        The queue for expensive work that somebody watches, and the one for downloads: these take long, run at a
        low priority, and hold up nobody's comparison.
    work : WorkFolder
        Where files lie while they are worked on.
    quota : Quota
        How much each account may keep.
    blobs : Blobs
        The bytes of films.
    wakeups : Wakeups
        Tells other servers and workers what they would find in the store a little later.
    downloads, film_downloads : Downloads
        How many each account has under way: of what is written for it, and of films that are played.
    upload_turns : UploadTurns
        Which request receives for each upload.
    activities : Activities
        What can be done live.
    requests : RunningRequests
        Those under way.
    passwords, limits
        What guards the doors.
    histories : HistoryCache
        What progress was decoded from last.
    refusals
        Logs what an administrator has to know of.
    """

    store: Store
    settings: WebSettings
    turns: Turns
    exports: Turns
    hub: Hub
    work: WorkFolder
    quota: Quota
    blobs: Blobs
    wakeups: Wakeups = field(default_factory=LocalWakeups)
    downloads: Downloads = field(default_factory=Downloads)
    film_downloads: Downloads = field(default_factory=lambda: Downloads(8))  # players ask anew when one jumps
    upload_turns: UploadTurns = field(default_factory=UploadTurns)
    requests: RunningRequests = field(default_factory=RunningRequests)
    passwords: Passwords = field(default_factory=Passwords)
    activities: Activities = BUILT_IN
    histories: HistoryCache = field(default_factory=HistoryCache)
    limits: RateLimits = field(default_factory=RateLimits)
    naming: asyncio.Lock = field(default_factory=asyncio.Lock)  # held while a new name is compared and taken
    announcing: asyncio.Lock = field(
        default_factory=asyncio.Lock
    )  # held while room for an upload is looked for
    refusals: Refusals = field(default_factory=Refusals)
    _has_admin: bool = False

    @classmethod
    def of(
        cls,
        store: Store,
        settings: WebSettings,
        activities: Activities = BUILT_IN,
        wakeups: Wakeups | None = None,
    ) -> Services:
        """Return the services of a studio with these settings, also the wake-ups unless they are given."""
        wakeups = wakeups or wakeups_at(settings.redis_url)
        turns, exports = (Turns(settings.max_comparisons, settings.max_waiting) for _ in range(2))
        quota = Quota(store, int(settings.max_account_mb * 1e6), settings.max_account_sessions)
        work = WorkFolder(settings.data_dir)
        hub, blobs = Hub(settings.max_live, wakeups), blobs_at(settings.data_dir, settings.s3)
        limits = RateLimits(wakeups=wakeups)
        return cls(
            store,
            settings,
            turns,
            exports,
            hub,
            work,
            quota,
            blobs,
            wakeups,
            activities=activities,
            limits=limits,
        )

    async def stop(self) -> None:
        """Tell everybody that the studio stops, and end what works for them; takes a few seconds at most."""
        self.turns.close()
        self.exports.close()
        await asyncio.gather(self.hub.close(STOPPING, _PATIENCE_S), self.requests.stop(_PATIENCE_S))

    async def has_admin(self) -> bool:
        """Whether there is an administrator; once there is one, the store makes sure that one is left."""
        if self._has_admin:
            return True
        async for one in every(self.store.accounts):
            if one.is_administrator:
                self._has_admin = True
                return True
        return False

    async def note(
        self, who: Account | None, action: str, subject: Account | None = None, **details: str
    ) -> None:
        """Write down what somebody did, to themselves where no `subject` is given."""
        actor = Actor.of(who) if who else NOBODY
        await record(self.store, actor, action, Actor.of(subject) if subject else NOBODY, (), **details)


def services_of(connection: HTTPConnection) -> Services:
    """Return the services of the application that a request came to."""
    services: Services = connection.app.state.services
    return services


Running = Annotated[Services, Depends(services_of)]
