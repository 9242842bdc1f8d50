"""Which store it is: MongoDB as soon as its address is given, else the embedded one."""

from __future__ import annotations

from pathlib import Path

from poise.store.store import Store


def store_at(data_dir: Path, mongodb_uri: str = "", *, is_server: bool = True) -> Store:
    """Return the store of a studio, not opened yet.

    Parameters
    ----------
    data_dir : Path
        Where the embedded store keeps everything.
    mongodb_uri : str
        A MongoDB to use instead; empty for the embedded store.
    is_server : bool
        Whether this process serves the data; a command of the terminal beside it says False.

    Raises
    ------
    StoreError
        If the address is not one of MongoDB.
    """
    if mongodb_uri:
        from poise.store.mongodb import MongoStore

        return MongoStore(mongodb_uri, is_server=is_server)
    from poise.store.sqlite import SqliteStore

    return SqliteStore(data_dir, is_server=is_server)
