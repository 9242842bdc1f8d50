"""Uploads of forms, spooled inside the data folder.

Starlette spools what is uploaded to the system's temporary folder. That folder is often small and in memory, is not
swept after a kill, and may be readable by others on the machine.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Callable, Coroutine
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from fastapi.routing import APIRoute
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import Response

from poise.errors import RequestError
from poise.studio.work_folder import WorkFolder
from poise.web.services import services_of

_SPOOL_BYTES = 2**20  # of one file in memory; above, it lies on disc
_MAX_FIELD_BYTES = 2**20


class UploadRoute(APIRoute):
    """A route whose forms are spooled in the work folder, and which says in one sentence why one cannot be read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request, given one that spools its form in the work folder."""
        handle = super().get_route_handler()

        async def spooling(request: Request) -> Response:
            return await handle(_UploadRequest(request.scope, request.receive))

        return spooling


class _UploadRequest(Request):
    """A request that parses its form itself."""

    async def _get_form(
        self, *, max_files: float = 1000, max_fields: float = 1000, max_part_size: int = _MAX_FIELD_BYTES
    ) -> FormData:
        kind, _ = parse_options_header(self.headers.get("content-type"))
        if self._form is None and kind == b"multipart/form-data":
            async with contextlib.aclosing(self.stream()) as stream:
                parser = _Parser(
                    self.headers,
                    stream,
                    services_of(self).work,
                    max_files=max_files,
                    max_fields=max_fields,
                    max_part_size=max_part_size,
                )
                self._form = await parser.parse()
        return await super()._get_form(
            max_files=max_files, max_fields=max_fields, max_part_size=max_part_size
        )


class _Parser(MultiPartParser):
    """A parser of forms whose files lie in the work folder."""

    def __init__(
        self,
        headers: Headers,
        stream: AsyncGenerator[bytes, None],
        work: WorkFolder,
        **limits: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(headers, stream, **limits)
        self._work = work

    def on_headers_finished(self) -> None:
        """Take a file of the work folder in the place of the system's, which nothing was written to yet."""
        super().on_headers_finished()
        upload = self._current_part.file
        if upload is None:
            return
        upload.file.close()
        file = SpooledTemporaryFile(_SPOOL_BYTES, dir=str(self._work.path))  # noqa: SIM115  (closed with the form)
        self._files_to_close_on_error.append(file)
        self._current_part.file = UploadFile(
            cast(BinaryIO, file), size=0, filename=upload.filename, headers=upload.headers
        )

    async def parse(self) -> FormData:
        """Read the whole form.

        Raises
        ------
        RequestError
            If it is no form, or holds more than is taken.
        StoreUnavailable
            If there is no room for it.
        """
        try:
            with self._work.room():
                return await super().parse()
        except MultiPartException as error:
            if self._current_files > self.max_files:
                raise RequestError(f"At most {self.max_files} files are taken at once.") from error
            raise RequestError("The form cannot be read; please choose the files again.") from error
