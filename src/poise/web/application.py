"""The web application: every route, what surrounds them, and what runs beside them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable

from fastapi import APIRouter, FastAPI
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from poise import __version__
from poise.blobs import MAX_BLOB_BYTES
from poise.errors import StoreError
from poise.store import Store
from poise.studio.activities import BUILT_IN
from poise.studio.activity.kind import Activities
from poise.wakeups import Wakeups
from poise.web.api import (
    accounts,
    administration,
    comparing,
    films,
    history,
    jobs,
    library,
    programmes,
    progress,
    recognising,
    teaching,
    unfinished,
    uploads,
)
from poise.web.assets import Assets
from poise.web.edge.hosts import AllowedHosts
from poise.web.edge.proxies import ForwardedHeaders
from poise.web.guard import BodyLimits, GuardedApplication
from poise.web.health import Health
from poise.web.identity import Identity, identity_of, identity_of_socket
from poise.web.language import language_of
from poise.web.live import live_router
from poise.web.live.estimating import Looking, estimating_router
from poise.web.maintenance import run_maintenance
from poise.web.methods import allowed_methods
from poise.web.openapi import WrittenDescription, describe_completely
from poise.web.other_servers import follow_other_servers
from poise.web.problems import answer_problems, problem, wrong_method
from poise.web.services import Services
from poise.web.settings import WebSettings
from poise.web.sign_in_watch import watch_sign_ins
from poise.web.upload_slots import UploadSlots

_MOST_JSON_BYTES = 64 * 1024
_NOTHING = "There is nothing at this address."
_FORM_BYTES = 64 * 1024  # of a form beside its pictures
_ROOMS = (  # /me/export and the like come before what takes any name
    accounts,
    history,
    progress,
    films,
    uploads,
    jobs,
    unfinished,
    library,
    programmes,
    comparing,
    recognising,
    teaching,
    administration,
)


def create_app(
    store: Store,
    settings: WebSettings,
    activities: Activities = BUILT_IN,
    wakeups: Wakeups | None = None,
) -> ASGIApp:
    """Return the guarded application.

    Parameters
    ----------
    store : Store
        Opened when the application starts, closed when it stops.
    settings : WebSettings
        What the administrator set.
    activities : Activities, optional
        What can be done live.
    wakeups : Wakeups, optional
        In the place of those that the settings name; opened and closed as the store is.
    """
    return guarded(create_api(store, settings, activities, wakeups), settings)


_UPLOADS_PER_ACCOUNT = 3
_UPLOAD_BYTES = 256 * 2**20  # of all uploads under way; a picture of a phone has 4 MiB
_ONE_FILM_BYTES = 2 * MAX_BLOB_BYTES  # what a request that brings a film holds in memory
_FILM_MEMORY_BYTES = 32 * _ONE_FILM_BYTES
_FILMS_PER_ACCOUNT = 4  # the page sends two at once; as many may still hang on a line that was cut


def guarded(application: FastAPI, settings: WebSettings, own_names: Iterable[str] = ()) -> ASGIApp:
    """Return an application with what surrounds it.

    Parameters
    ----------
    application : FastAPI
        Made by `create_api`.
    settings : WebSettings
        The same as there.
    own_names : iterable of str
        Names of this machine, which are answered to beside those of the settings.
    """
    services: Services = application.state.services

    async def identify(connection: HTTPConnection) -> Identity | None:
        return await identity_of(connection, services)

    hosts = AllowedHosts({*settings.hosts, *own_names})
    inner = GuardedApplication(
        services.requests.wrap(application),
        hosts=hosts,
        address=settings.origin,
        bodies=_body_limits(settings),
        identify=identify,
        refusals=services.refusals,
    )
    return ForwardedHeaders(inner, settings.proxies)


def _body_limits(settings: WebSettings) -> BodyLimits:
    most_picture_bytes = 2 * settings.max_picture_bytes + _FORM_BYTES
    uploads = {
        "/api/v1/compare": most_picture_bytes,
        "/api/v1/pictures/preview": settings.max_picture_bytes + _FORM_BYTES,
        "/api/v1/recognise": recognising.MOST_BYTES,
        "/api/v1/demonstrations": teaching.MOST_BYTES,
    }
    total = max(_UPLOAD_BYTES, 2 * most_picture_bytes)
    return BodyLimits(
        usual=_MOST_JSON_BYTES,
        uploads=uploads,
        slots=UploadSlots(total, _UPLOADS_PER_ACCOUNT),
        film=settings.max_upload_bytes,
        film_slots=UploadSlots(_FILM_MEMORY_BYTES, _FILMS_PER_ACCOUNT),
        film_memory=_ONE_FILM_BYTES,
    )


def create_api(
    store: Store,
    settings: WebSettings,
    activities: Activities = BUILT_IN,
    wakeups: Wakeups | None = None,
) -> FastAPI:
    """Return the application without its guard; parameters are those of `create_app`."""
    services = Services.of(store, settings, activities, wakeups)
    follow_other_servers(services)
    application = FastAPI(
        title="Poise",
        version=__version__,
        lifespan=lambda _application: _running(services),
        openapi_url=None,  # FastAPI would write it anew for each request, which anybody may send
        docs_url=None,
        redoc_url=None,
    )
    application.state.services = services
    answer_problems(application)
    application.include_router(_routes(services, settings))
    application.include_router(_health(Health(store, services.work, services.blobs)))
    _add_page(application)
    describe_completely(application, activities)
    return application


@contextlib.asynccontextmanager
async def _running(services: Services) -> AsyncIterator[None]:
    """Open what the application works with, run what runs beside it, and close all in the end."""
    await services.store.open()
    services.work.open()
    await services.wakeups.open()
    beside: list[asyncio.Task[None]] = []
    try:
        await services.blobs.check()  # a bucket that is wrong is told at the start, and not to who uploads
        beside += [asyncio.create_task(work(services)) for work in (run_maintenance, watch_sign_ins)]
        yield
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        services.work.close()
        await services.wakeups.close()
        await services.blobs.close()
        await services.store.close()


def _routes(services: Services, settings: WebSettings) -> APIRouter:
    """Return the routes under /api/v1, those of the sockets included."""
    routes = APIRouter(prefix="/api/v1")
    for room in _ROOMS:
        routes.include_router(room.router)
    store, hub, activities = services.store, services.hub, services.activities
    routes.include_router(live_router(store, hub, identity_of_socket, services.quota, activities))
    routes.include_router(estimating_router(Looking(settings.max_estimations), hub, identity_of_socket))
    return routes


def _health(health: Health) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        """Say that the process answers."""
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz() -> Response:
        """Say whether what people give can be kept: by writing, at most every two seconds."""
        try:
            await health.require()
        except StoreError as error:
            return JSONResponse({"status": "not ready", "detail": str(error)}, 503)
        return JSONResponse({"status": "ok"})

    return router


def _add_page(application: FastAPI) -> None:
    assets = Assets()

    @application.get("/api/docs", include_in_schema=False)
    async def documentation(request: Request) -> Response:
        return assets.answer(request)

    description = WrittenDescription(application)

    @application.get("/api/openapi.json", include_in_schema=False)
    async def openapi() -> Response:
        return Response(await description.content(), media_type="application/json")

    @application.api_route("/api/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def nothing(request: Request) -> Response:
        if allowed := allowed_methods(request):
            return wrong_method(request, allowed)
        return problem(404, "http-404", _NOTHING, language=language_of(request.headers))

    @application.websocket("/{path:path}")
    async def no_socket(socket: WebSocket) -> None:
        refusal = problem(404, "http-404", _NOTHING, language=language_of(socket.headers))
        await socket.send_denial_response(refusal)

    @application.api_route("/{path:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def page(request: Request) -> Response:
        return assets.answer(request)
