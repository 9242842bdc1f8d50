"""The REST interface's description, completed by what every route has in common: its refusals, and true media types."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from fastapi import FastAPI

from poise.studio.activity.kind import Activities
from poise.studio.sessions.kinds import session_kinds
from poise.web.live.schemas import live_schemas
from poise.web.session_kind import OPEN_KIND

_SAFE = frozenset({"get", "head", "options"})
_WITHOUT_SIGN_IN = frozenset({
    "/healthz",
    "/readyz",
    "/api/v1/status",
    *(f"/api/v1/{name}" for name in ("setup", "sign-up", "sign-in", "password-reset")),
})  # fmt: skip
_REFUSALS = {
    400: "The request is not valid",
    401: "Nobody is signed in",
    403: "This person may not, or the page is not the studio's own",
    404: "There is no such thing, or it is somebody else's",
    408: "The request came too slowly",
    409: "Somebody else changed it meanwhile, or the name is taken",
    412: "The request is not of the version of the protocol that is served",
    413: "The body is too large",
    414: "The address is too long",
    415: "The body is not of a kind that is read here",
    416: "The film has no bytes in this range",
    421: "The studio does not answer to this host",
    422: "The request cannot be understood, or what it holds cannot be used",
    423: "Another request goes on with the same upload",
    429: "Too often, or too much at once; `Retry-After` says when to try again",
    431: "The headers are too large",
    460: "The bytes are not those of the checksum",
    500: "Something went wrong in the studio",
    503: "The studio is busy or stopping, or its store does not answer",
    507: "The account keeps as much as it may",
}
_FURTHER: dict[tuple[str, str], frozenset[int]] = {
    ("post", "/api/v1/compare"): frozenset({507}),
    ("post", "/api/v1/jobs"): frozenset({507}),
    ("post", "/api/v1/own-exercises"): frozenset({507}),
    ("post", "/api/v1/own-poses"): frozenset({507}),
    ("post", "/api/v1/jobs/{identifier}/retry"): frozenset({507}),
    ("post", "/api/v1/uploads"): frozenset({412, 413, 507}),
    ("get", "/api/v1/uploads/{identifier}"): frozenset({412}),
    ("patch", "/api/v1/uploads/{identifier}"): frozenset({412, 423, 460, 507}),
    ("delete", "/api/v1/uploads/{identifier}"): frozenset({412, 423}),
    ("get", "/api/v1/sessions/{identifier}/film"): frozenset({416}),
}
_EVERYWHERE = frozenset({400, 408, 414, 421, 429, 431, 500, 503})
_BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_TEXT: dict[str, Any] = {"schema": {"type": "string"}}
_OBJECT: dict[str, Any] = {"schema": {"type": "object"}}
_MEDIA: dict[str, dict[str, Any]] = {
    "/api/v1/exercises/{identifier}/figure.svg": {"image/svg+xml": _TEXT},
    "/api/v1/poses/{identifier}/figure.svg": {"image/svg+xml": _TEXT},
    "/api/v1/own-exercises/{identifier}/file": {"application/toml": _TEXT},
    "/api/v1/models/{name}.task": {"application/octet-stream": _BINARY},
    "/api/v1/me/export": {"application/octet-stream": _BINARY},
    "/api/v1/sessions/{identifier}/export": {"application/octet-stream": _BINARY},
    "/api/v1/sessions/{identifier}/pictures/{name}": dict.fromkeys(
        ("image/jpeg", "image/png", "image/webp", "application/octet-stream"), _BINARY
    ),
    "/api/v1/sessions/{identifier}/film": dict.fromkeys(
        (
            "video/mp4",
            "video/quicktime",
            "video/webm",
            "video/x-matroska",
            "video/x-msvideo",
            "application/octet-stream",
        ),
        _BINARY,
    ),
    "/api/v1/sessions/{identifier}/replay": {"application/json": _OBJECT},
    "/readyz": {"application/json": _OBJECT},
}
_PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "Every refusal: one sentence for people, in their language, and a word for programs.",
    "properties": {"detail": {"type": "string"}, "code": {"type": "string"}},
    "required": ["detail", "code"],
    "additionalProperties": False,
}


def describe_completely(application: FastAPI, activities: Activities) -> None:
    """Let an application describe itself with all its refusals in their one form, and with its activities."""
    own = application.openapi

    def completed() -> dict[str, Any]:
        document = own()
        if "Problem" not in document["components"]["schemas"]:
            _complete(document, activities)
        return document

    application.openapi = completed  # type: ignore[method-assign]  # as FastAPI's documentation has it


class WrittenDescription:
    """An application's description as JSON, written once and beside the event loop: it takes a second.

    Parameters
    ----------
    application : FastAPI
        Described when somebody asks for the first time.
    """

    def __init__(self, application: FastAPI) -> None:
        self._application, self._lock = application, asyncio.Lock()
        self._content = b""

    async def content(self) -> bytes:
        """Return it."""
        async with self._lock:
            if not self._content:
                self._content = await asyncio.to_thread(self._write)
        return self._content

    def _write(self) -> bytes:
        return json.dumps(self._application.openapi(), ensure_ascii=False, separators=(",", ":")).encode()


def _complete(document: dict[str, Any], activities: Activities) -> None:
    schemas = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):  # what FastAPI would answer by itself
        schemas.pop(name, None)
    schemas["Problem"] = _PROBLEM
    live = live_schemas(activities)
    for name, schema in live.items():
        if (
            name not in schemas or "discriminator" in schema
        ):  # what FastAPI knows of it is the common base alone
            schemas[name] = schema
    schemas["SessionKind"] = {
        "title": "SessionKind",
        "type": "string",
        "enum": sorted(session_kinds(activities)),
    }
    _name_kinds(document)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _complete_operation(path, method, operation)


def _name_kinds(part: Any) -> None:  # noqa: ANN401  (any part of the document)
    """Put the enumeration of this studio's kinds of sessions wherever a `SessionKind` stands."""
    if isinstance(part, dict):
        if part.pop(OPEN_KIND, False):
            part.clear()
            part["$ref"] = "#/components/schemas/SessionKind"
        for inner in part.values():
            _name_kinds(inner)
    elif isinstance(part, list):
        for inner in part:
            _name_kinds(inner)


def _complete_operation(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    if path in _MEDIA and "200" in responses:
        responses["200"]["content"] = _MEDIA[path]
    if "206" in responses:
        responses["206"]["content"] = _MEDIA[path]
    for status in sorted(_statuses(path, method, operation)):
        responses[str(status)] = {
            "description": _REFUSALS[status],
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    if path == "/readyz":
        responses["503"]["content"] = _MEDIA[path]


def _statuses(path: str, method: str, operation: dict[str, Any]) -> set[int]:
    """Return with which refusals a route may answer."""
    has_body = "requestBody" in operation
    found = set(_EVERYWHERE)
    if path not in _WITHOUT_SIGN_IN and method != "options":
        found |= {401, 403}
    if method not in _SAFE:
        found |= {403, 404, 409}
    if "{" in path:
        found.add(404)
    if has_body:
        found |= {413, 415}
    found |= _FURTHER.get((method, path), frozenset())
    if has_body or operation.get("parameters"):
        found.add(422)
    return found
