"""Every refusal in one form: ``{"detail": one sentence, "code": a word for programs}``."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from poise import errors
from poise.catalogue.translation import Language, translate
from poise.web.language import language_of
from poise.web.methods import allowed_methods

_LOG = logging.getLogger("poise.web")
_MAX_REASON = 300  # of a fault's words, some of which repeat what was sent
_METHOD_NOT_ALLOWED = 405

# The first class that fits decides.
_STATUSES: Mapping[type[errors.PoiseError], int] = {
    errors.NotSignedIn: 401,
    errors.NotAllowed: 403,
    errors.NotThere: 404,
    errors.TooManyRequests: 429,
    errors.Busy: 503,
    errors.QuotaReached: 507,
    errors.UploadTakenOver: 423,
    errors.RequestError: 400,
    errors.Conflict: 409,
    errors.LastAdministrator: 403,
    errors.StoreUnavailable: 503,
    errors.StoreError: 500,
    errors.MediaTooLarge: 413,
    errors.UnsupportedMedia: 415,
    errors.ModelError: 503,
    errors.SystemLibraryError: 503,
    errors.PoiseError: 422,
}


def answer_problems(application: FastAPI) -> None:
    """Make every refusal and failure of an application an answer of that form."""
    application.add_exception_handler(errors.PoiseError, _refused)
    application.add_exception_handler(HTTPException, _not_served)
    application.add_exception_handler(RequestValidationError, _not_understood)
    application.add_exception_handler(Exception, _failed)


def problem(
    status: int,
    code: str,
    sentence: str,
    headers: Mapping[str, str] | None = None,
    *,
    language: Language = "en",
) -> JSONResponse:
    """Return a refusal, its sentence in a language."""
    detail = translate(sentence, language)
    return JSONResponse({"detail": detail, "code": code}, status, headers=dict(headers or {}))


def problem_of(error: errors.PoiseError, language: Language) -> JSONResponse:
    """Return the refusal that an error stands for."""
    status = next(status for kind, status in _STATUSES.items() if isinstance(error, kind))
    waits = {"retry-after": str(error.retry_after_s)} if isinstance(error, errors.TooManyRequests) else {}
    return problem(status, _code(type(error)), str(error), waits, language=language)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.PoiseError)  # noqa: S101  (registered for it alone)
    return problem_of(error, language_of(request.headers))


async def _not_served(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101  (registered for it alone)
    if isinstance(error.__cause__, errors.PoiseError):  # raised while a form was read; FastAPI makes it a 400
        return problem_of(error.__cause__, language_of(request.headers))
    if isinstance(error.__cause__, OSError):
        _LOG.error("%s %s could not be read", request.method, request.url.path, exc_info=error)
    sentences = {
        400: "The body of the request cannot be read.",
        404: "There is nothing at this address.",
    }
    if error.status_code == _METHOD_NOT_ALLOWED:
        return wrong_method(request, allowed_methods(request))
    sentence = sentences.get(error.status_code, str(error.detail))
    code, language = f"http-{error.status_code}", language_of(request.headers)
    return problem(error.status_code, code, sentence, error.headers, language=language)


def wrong_method(request: Request, allowed: list[str]) -> JSONResponse:
    """Return the refusal of a method that an address does not take."""
    sentence, headers = "This address does not do that.", {"allow": ", ".join(allowed)}
    return problem(405, "http-405", sentence, headers, language=language_of(request.headers))


async def _not_understood(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101  (registered for it alone)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        sentence = "The body of the request is not valid JSON."
        return problem(422, "not-understood", sentence, language=language_of(request.headers))
    place = ".".join(str(part) for part in first["loc"] if part not in {"body", "query", "path"})
    fault = _fault_of(first["msg"])
    what = f"{place}: {fault}" if place else fault
    sentence = f"The request cannot be understood: {what[:_MAX_REASON]}."
    return problem(422, "not-understood", sentence, language=language_of(request.headers))


def _fault_of(message: str) -> str:
    """Return what is wrong in words for people: pydantic and FastAPI name their classes."""
    message = message.removeprefix("Value error, ")
    return "a file is expected, and not a text" if message.startswith("Expected UploadFile") else message


async def _failed(request: Request, error: Exception) -> JSONResponse:
    _LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    sentence = "Something went wrong in the studio; its log tells more."
    return problem(500, "failed", sentence, language=language_of(request.headers))


def _code(kind: type[errors.PoiseError]) -> str:
    """Return ``not-signed-in`` for NotSignedIn."""
    return re.sub(r"(?<=.)([A-Z])", r"-\1", kind.__name__).lower()
