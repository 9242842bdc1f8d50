"""The MongoDB servers that the store is tested with: our own FerretDB, and any other that is given by its address."""

from __future__ import annotations

import atexit
import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)
from tests.go_server import START_S, GoServer, built_server

from poise.store.mongodb import MongoStore
from poise.store.mongodb.migrations import INDEXES

# What MongoDB 6 to 8 and FerretDB 1 do alike. Whoever needs more has to look at both first.
COMMANDS = {
    "aggregate", "buildInfo", "count", "createIndexes", "dbStats", "delete", "dropIndexes", "endSessions", "find",
    "getMore", "hello", "insert", "killCursors", "ping", "update",
}  # fmt: skip
OPERATORS = {
    "$and", "$group", "$gt", "$gte", "$in", "$lt", "$lte", "$match", "$ne", "$nin", "$regex", "$set", "$sum", "$unset",
}  # fmt: skip


class FerretDb(GoServer):
    """FerretDB on loopback, with its data in a folder of its own."""

    @property
    def uri(self) -> str:
        """Where it listens."""
        return f"mongodb://127.0.0.1:{self.port}/"

    def start(self) -> None:
        """Start it and wait until it answers."""
        process = self.begin()
        until = time.monotonic() + START_S
        with MongoClient[dict[str, Any]](self.uri, serverSelectionTimeoutMS=1000) as client:
            while True:
                try:
                    client.admin.command("ping")
                except PyMongoError:
                    if time.monotonic() > until or process.poll() is not None:
                        raise
                else:
                    return


@contextmanager
def running_ferretdb() -> Iterator[FerretDb]:
    """Start a FerretDB of one's own, and leave nothing of it."""
    started = FerretDb(program())
    try:
        started.start()
        yield started
    finally:
        started.remove()


class Seen(CommandListener):
    """Notes the commands and operators that were sent."""

    def __init__(self) -> None:
        self.commands: set[str] = set()
        self.operators: set[str] = set()
        self.without_index: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        """Note a command."""
        self.commands.add(event.command_name)
        self._look_at(event.command)
        collection = event.command.get(event.command_name)
        self.without_index += [
            f"{event.command_name} {collection} {where}"
            for where in _wheres(event.command)
            if not _is_indexed(str(collection), where)
        ]

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Nothing to note."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Nothing to note."""

    def _look_at(self, value: object) -> None:
        if isinstance(value, dict):
            known = {"$db", "$clusterTime", "$readPreference"}
            self.operators |= {key for key in value if key.startswith("$")} - known
            for inner in value.values():
                self._look_at(inner)
        elif isinstance(value, list):
            for inner in value:
                self._look_at(inner)


def _wheres(command: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return by what the documents of a command are looked for."""
    changes = [*command.get("updates", ()), *command.get("deletes", ())]
    found = [one["q"] for one in changes] + [stage["$match"] for stage in command.get("pipeline", ())[:1]]
    return found + ([command["filter"]] if "filter" in command else [])


def _is_indexed(collection: str, where: Mapping[str, Any]) -> bool:
    """Return whether MongoDB finds the documents by ``_id`` or by an index that begins with a field of `where`."""
    indexes = [list(one.document["key"]) for one in INDEXES.get(collection, ())]
    return bool({"_id", *(fields[0] for fields in indexes)} & set(where))


SEEN = Seen()


def program() -> Path:
    """Return our FerretDB, as tools/setup.sh has built it."""
    return built_server("ferretdb", "database", "database")


@cache
def shared_ferretdb() -> FerretDb:
    """Return the one that all tests of this process share."""
    server = FerretDb(program())
    atexit.register(server.remove)
    server.start()
    return server


def on_ferretdb(folder: Path) -> MongoStore:
    """Return a store on our FerretDB; the same folder is the same database."""
    return MongoStore(shared_ferretdb().uri + _name_of(folder), listeners=[SEEN])


def on_given_mongodb(folder: Path) -> MongoStore:
    """Return a store on the MongoDB that POISE_TEST_MONGODB_URI names; its database is dropped at the end."""
    uri = os.environ["POISE_TEST_MONGODB_URI"].rstrip("/")
    name = _name_of(folder)
    atexit.register(_drop, uri, name)
    return MongoStore(f"{uri}/{name}", listeners=[SEEN])


def _drop(uri: str, name: str) -> None:
    with MongoClient[dict[str, Any]](uri, serverSelectionTimeoutMS=2000) as client:
        client.drop_database(name)


def _name_of(folder: Path) -> str:
    return f"poise_test_{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"
