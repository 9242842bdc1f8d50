"""The protocol tus 1.0.0 of resumable uploads (https://tus.io/protocols/resumable-upload): its headers and refusals.

Extensions: creation, termination, expiration, checksum. What is not served: deferred lengths, bytes in the request
that creates an upload, concatenation, and `X-HTTP-Method-Override`, which would let a POST past what guards a PATCH.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from fastapi.routing import APIRoute
from pydantic import JsonValue
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from poise.errors import PoiseError, RequestError
from poise.store import Upload
from poise.web.language import language_of
from poise.web.problems import problem_of

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration,checksum"
BODY_TYPE = "application/offset+octet-stream"
MAX_METADATA_BYTES = 4096
_ALGORITHMS = ("sha1", "sha256", "md5")  # the first one every server has to know
_MAX_DIGITS = 16


class TusRoute(APIRoute):
    """A route whose answers, refusals among them, say which version of the protocol they are of."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request in the protocol's form."""
        handle = super().get_route_handler()

        async def answering(request: Request) -> Response:
            try:
                answer = await handle(request)
            except PoiseError as error:
                answer = problem_of(error, language_of(request.headers))
            except HTTPException as error:
                error.headers = {**(error.headers or {}), "tus-resumable": VERSION}
                raise
            answer.headers["tus-resumable"] = VERSION
            return answer

        return answering


def require_version(request: Request) -> None:
    """Return if a request is of the version of the protocol that is served; raises `HTTPException`."""
    if request.headers.get("tus-resumable") != VERSION:
        raise HTTPException(
            412,
            "This upload is not of the protocol tus 1.0.0; load the page again.",
            {"tus-version": VERSION},
        )


def describing_headers(max_bytes: int) -> dict[str, str]:
    """Return what the server can do."""
    return {
        "tus-version": VERSION,
        "tus-extension": EXTENSIONS,
        "tus-max-size": str(max_bytes),
        "tus-checksum-algorithm": ",".join(_ALGORITHMS),
    }


_NUMBER: JsonValue = {"type": "integer", "minimum": 0}
_HEADERS: dict[str, tuple[bool, JsonValue]] = {
    "Tus-Resumable": (True, {"type": "string", "enum": [VERSION]}),
    "Upload-Length": (True, _NUMBER),
    "Upload-Metadata": (False, {"type": "string"}),
    "Upload-Offset": (True, _NUMBER),
    "Upload-Checksum": (False, {"type": "string"}),
}


def headers_in_description(*names: str) -> list[JsonValue]:
    """Return the protocol's headers of a request as the description of the REST interface has them."""
    return [
        {"name": name, "in": "header", "required": required, "schema": schema}
        for name in names
        for required, schema in [_HEADERS[name]]
    ]


def state_headers(upload: Upload) -> dict[str, str]:
    """Return where an upload stands, and what is known of its file."""
    known = {"filename": upload.name, "sha256": upload.sha256}
    pairs = [f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in known.items() if value]
    headers = {
        "upload-offset": str(upload.offset),
        "upload-length": str(upload.size),
        "upload-metadata": ",".join(pairs),
    }
    if not upload.is_complete:
        headers["upload-expires"] = formatdate(upload.expires_ms / 1000, usegmt=True)
    return headers


def read_number(request: Request, header: str) -> int:
    """Return the number of a header.

    Raises
    ------
    RequestError
        If it is missing or no whole number.
    """
    given = request.headers.get(header, "")
    if not (given.isascii() and given.isdigit() and len(given) <= _MAX_DIGITS):
        raise RequestError(f"The header {header} must be a whole number.")
    return int(given)


def read_metadata(request: Request) -> dict[str, str]:
    """Return the pairs of ``Upload-Metadata``: keys in ASCII, values in base64 of UTF-8.

    Raises
    ------
    RequestError
        If it is not of that form.
    """
    given = request.headers.get("upload-metadata", "")
    if len(given) > MAX_METADATA_BYTES:
        raise RequestError("The header Upload-Metadata is too long.")
    pairs = [pair.strip().split(" ") for pair in given.split(",") if pair.strip()]
    try:
        return {key: _decoded(value).decode() for key, *rest in pairs for value in [_only(rest)]}
    except (binascii.Error, ValueError) as error:
        raise RequestError("The header Upload-Metadata cannot be read.") from error


def _only(values: list[str]) -> str:
    if len(values) > 1:
        raise ValueError("a key has one value at most")
    return values[0] if values else ""


def _decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the bytes of one request have to be.

    Parameters
    ----------
    algorithm : str
        One of those that `describing_headers` names.
    digest : bytes
        What it gives.
    """

    algorithm: str
    digest: bytes

    @classmethod
    def of(cls, request: Request) -> Checksum | None:
        """Return the checksum of a request, None where it has none.

        Raises
        ------
        RequestError
            If it is of an unknown algorithm, or cannot be read.
        """
        given = request.headers.get("upload-checksum")
        if given is None:
            return None
        algorithm, _, encoded = given.partition(" ")
        if algorithm not in _ALGORITHMS:
            raise RequestError(f"The checksum must be one of {', '.join(_ALGORITHMS)}.")
        try:
            return cls(algorithm, _decoded(encoded))
        except (binascii.Error, ValueError) as error:
            raise RequestError("The header Upload-Checksum cannot be read.") from error

    def require(self, data: bytes) -> None:
        """Return if `data` are what they have to be; raises `HTTPException` 460, as the protocol asks."""
        found = hashlib.new(self.algorithm, data, usedforsecurity=False).digest()
        if not hmac.compare_digest(found, self.digest):
            raise HTTPException(460, "A part of the file was changed on its way; it is sent again.")
