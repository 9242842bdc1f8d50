"""Films over slow lines: a fair rate goes on for as long as it takes, and what came before a refusal is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from tests.web.browser import OWN, PASSWORD
from tests.web.edge.server import Served, read_all, served
from tests.web.tus_client import BODY_TYPE, film

from poise.store.opening import store_at
from poise.web.application import create_api, guarded
from poise.web.edge.protocol import BODY_S, MIN_BODY_BYTES_PER_S
from poise.web.settings import SignUp, WebSettings

pytestmark = pytest.mark.anyio
MIB = 2**20


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Line:
    """One person's way to a studio whose clock is the test's."""

    server: Served
    client: httpx2.AsyncClient

    async def begin(self, size: int) -> str:
        given = {"tus-resumable": "1.0.0", "upload-length": str(size)}
        answer = await self.client.post("/api/v1/uploads", headers=given)
        assert answer.status_code == 201, answer.text
        return str(answer.headers["location"])

    async def offset(self, upload: str) -> int:
        answer = await self.client.head(upload, headers={"tus-resumable": "1.0.0"})
        assert answer.status_code == 200
        return int(answer.headers["upload-offset"])

    async def send(self, upload: str, length: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a request that brings so many bytes; none of them yet."""
        reader, writer = await self.server.connect()
        cookie = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        head = {**OWN, "host": f"127.0.0.1:{self.server.port}", "cookie": cookie, "tus-resumable": "1.0.0"}
        head |= {"content-type": BODY_TYPE, "upload-offset": "0", "content-length": str(length)}
        lines = [f"PATCH {upload} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        writer.write("\r\n".join(lines).encode())
        return reader, writer


@asynccontextmanager
async def line_to(folder: Path) -> AsyncIterator[Line]:
    settings = WebSettings(data_dir=folder, sign_up=SignUp.OPEN)
    api = create_api(store_at(folder), settings)
    async with (
        api.router.lifespan_context(api),
        served(guarded(api, settings)) as server,
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", headers=OWN) as client,
    ):
        given = {"name": "Ada", "password": PASSWORD}
        assert (await client.post("/api/v1/sign-up", json=given)).status_code == 201
        yield Line(server, client)


async def test_eight_mebibytes_may_take_four_minutes(tmp_path: Path) -> None:
    data = film(8 * MIB)
    async with line_to(tmp_path) as line:
        upload = await line.begin(len(data))
        reader, writer = await line.send(upload, len(data))
        for start in range(0, len(data), MIB):
            writer.write(data[start : start + MIB])
            await writer.drain()
            # All that came was fair so far, at the end after four minutes.
            await line.server.later(BODY_S - 2 + start / MIN_BODY_BYTES_PER_S)
        assert (await reader.readline()).startswith(b"HTTP/1.1 204")
        assert await line.offset(upload) == len(data)


async def test_what_came_too_slowly_is_kept_all_the_same(tmp_path: Path) -> None:
    data = film(8 * MIB)
    async with line_to(tmp_path) as line:
        upload = await line.begin(len(data))
        reader, writer = await line.send(upload, len(data))
        writer.write(data[:MIB])
        await writer.drain()
        await line.server.later(BODY_S + MIB / MIN_BODY_BYTES_PER_S + 1)
        assert (await read_all(reader)).startswith(b"HTTP/1.1 408")
        async with asyncio.timeout(10):
            while await line.offset(upload) != MIB:
                await asyncio.sleep(0.02)


async def test_slots_are_for_four_at_once_and_given_back(tmp_path: Path) -> None:
    async with line_to(tmp_path) as line:
        uploads = [await line.begin(MIB) for _ in range(5)]
        open_lines = [await line.send(upload, MIB) for upload in uploads[:4]]
        await line.server.later(0)
        reader, _ = await line.send(uploads[4], MIB)
        assert (await reader.readline()).startswith(b"HTTP/1.1 429")
        for _, writer in open_lines:
            writer.transport.abort()
        await line.server.later(0)
        reader, writer = await line.send(uploads[4], MIB)
        writer.write(film(MIB))
        assert (await reader.readline()).startswith(b"HTTP/1.1 204")
