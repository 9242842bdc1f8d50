"""How many people one server coaches at once: real accounts, real engine, durable writes, clients included.

    python -m benchmarks.speed.live [--clients 100] [--seconds 20] [--batch 3]

Every client sends 30 pictures of a squatting person in a second, in batches, over its own socket; after each batch it
asks for an answer, and the time until that comes is what is reported: the batch was fed to the engine by then. At the
end every client finishes its session, and its count must be that of an engine that was fed alone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import re
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tests.analysis.repetition.figure import film, squats
from tests.studio.live.stream_maker import frames
from tests.web.live.client import hello
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.machine import describe
from poise.store import Account, Role, SignIn
from poise.store.opening import store_at
from poise.studio.activities import BUILT_IN
from poise.studio.coaching.plan import CoachingPlan
from poise.studio.identifiers import new_identifier
from poise.studio.live import Item, LiveSession
from poise.studio.live.items import encode_batch
from poise.studio.people.secret import hash_of, new_secret

_RATE_HZ = 30.0


@dataclass
class Client:
    """One person in front of a camera."""

    secret: str
    session: str
    answers_s: list[float] = field(default_factory=list)
    attempted: int = -1

    def cookie_at(self, address: str) -> str:
        """Return the cookie that a browser would send to a studio on a port of its own."""
        return f"poise-{address.rpartition(':')[2]}={self.secret}"


async def prepared(data_dir: Path, clients: int) -> list[Client]:
    """Make the accounts, each signed in."""
    store = store_at(data_dir)
    await store.open()
    people = []
    now = time.time_ns() // 1_000_000
    for number in range(clients):
        secret, account = new_secret(), new_identifier()
        await store.accounts.add(Account(account, f"person {number}", Role.MEMBER, "!", now))
        await store.sign_ins.add(SignIn(hash_of(secret), account, now, now, now + 10**9))
        people.append(Client(secret, new_identifier()))
    await store.close()
    return people


async def train(client: Client, address: str, items: list[Item], batch: int, delay_s: float) -> None:
    """Be live until all pictures are sent, at the pace of a camera."""
    await asyncio.sleep(delay_s)
    headers = {"cookie": client.cookie_at(address), "origin": address}
    async with connect(
        address.replace("http", "ws", 1) + "/api/v1/live",
        additional_headers=headers,
        compression=None,
        open_timeout=60,
    ) as line:
        await line.send(json.dumps(hello(session=client.session)))
        hearing = asyncio.create_task(_hear(client, line))
        begun = time.perf_counter()
        for first in range(0, len(items), batch):
            due = begun + (first + batch) / _RATE_HZ
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await line.send(encode_batch(first, tuple(items[first : first + batch])))
            await line.send(json.dumps({"type": "ping", "at": time.perf_counter()}))
        await line.send(json.dumps({"type": "finish", "items": len(items)}))
        await asyncio.wait_for(hearing, 60)


async def _hear(client: Client, line: ClientConnection) -> None:
    async for text in line:
        message = json.loads(text)
        if message["type"] == "pong":
            client.answers_s.append(time.perf_counter() - message["at"])
        elif message["type"] == "summary":
            client.attempted = message["result"]["attempted"]
            return


def pictures(seconds: float) -> list[Item]:
    """Return somebody who squats, five times in 10.4 s, again and again."""
    once_s = 10.4
    once = [item for item in frames(film(squats(115), once_s)) if item.time_s < once_s]
    rounds = math.ceil(seconds / once_s)
    return [replace(item, time_s=item.time_s + number * once_s) for number in range(rounds) for item in once]


def expected(items: list[Item]) -> int:
    """Return how many an engine counts that is fed alone."""
    live = LiveSession(BUILT_IN.make(CoachingPlan(exercise="squat")), (640, 480))
    live.take_all(items)
    return int(live.finish().measures["attempted"])


async def started(data_dir: Path, **settings: str) -> tuple[asyncio.subprocess.Process, str]:
    """Start the server, with settings of the environment, and return its address."""
    command = ("-m", "poise", "serve", "--port", "0", "--data-dir", str(data_dir))
    server = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **settings},
    )
    assert server.stdout is not None
    while True:
        line = (await asyncio.wait_for(server.stdout.readline(), 60)).decode()
        if not line:
            raise SystemExit("the server did not start")
        if found := re.search(r"ready: (\S+)", line):
            return server, found.group(1)


def usage(pid: int) -> tuple[float, float]:
    """Return the CPU seconds and the largest memory in MB of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = os.sysconf("SC_CLK_TCK")
    peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return (int(fields[11]) + int(fields[12])) / ticks, int(peak.group(1)) / 1000 if peak else 0.0


@dataclass(frozen=True)
class Load:
    """How people fared who were live at once: answers in ms, and the server's use of the machine."""

    answers_ms: NDArray[np.float64]
    took_s: float
    cpu_s: float
    memory_mb: float
    right: int


async def load(people: list[Client], address: str, server: int, items: list[Item], batch: int) -> Load:
    """Let everybody be live at a running server whose process has the number `server`."""
    before, _ = usage(server)
    begun = time.perf_counter()
    spread_s = 2.0  # people do not all begin in the same instant
    starts = (spread_s * number / len(people) for number in range(len(people)))
    await asyncio.gather(
        *(train(one, address, items, batch, start_s) for one, start_s in zip(people, starts, strict=True))
    )
    took_s = time.perf_counter() - begun
    after, memory_mb = usage(server)
    wanted = expected(items)
    answers_ms = 1000 * np.concatenate([one.answers_s for one in people])
    return Load(answers_ms, took_s, after - before, memory_mb, sum(one.attempted == wanted for one in people))


def show(found: Load, clients: int, items: list[Item], batch: int) -> None:
    """Print the table."""
    answers_ms, sent = found.answers_ms, clients * len(items)
    print(f"{clients} clients, {len(items)} pictures each in batches of {batch}: {sent} pictures")
    print(f"  answer      median {np.median(answers_ms):.1f} ms, p95 {np.percentile(answers_ms, 95):.1f} ms, "
          f"p99 {np.percentile(answers_ms, 99):.1f} ms, worst {answers_ms.max():.0f} ms")  # fmt: skip
    print(f"  server      {1e6 * found.cpu_s / sent:.0f} us of CPU per picture, "
          f"{found.cpu_s / found.took_s:.2f} cores, {found.memory_mb:.0f} MB at most")  # fmt: skip
    print(f"  counts      {found.right} of {clients} right ({expected(items)} squats each)")


async def measure(clients: int, seconds: float, batch: int) -> int:
    """Print the table; 1 if anybody's count was wrong."""
    items = pictures(seconds)
    with tempfile.TemporaryDirectory() as folder:
        people = await prepared(Path(folder), clients)
        server, address = await started(Path(folder))
        try:
            found = await load(people, address, server.pid, items, batch)
        finally:
            server.terminate()
            await server.wait()
    show(found, clients, items, batch)
    return int(found.right != clients)


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--batch", type=int, default=3)
    chosen = parser.parse_args()
    print(describe())
    return asyncio.run(measure(chosen.clients, chosen.seconds, chosen.batch))


if __name__ == "__main__":
    sys.exit(main())
