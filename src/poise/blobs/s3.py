"""Blobs as objects of S3, or of any server that speaks it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import secrets
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from poise.blobs.blobs import BlobEntry, require_name, require_prefix, require_size
from poise.errors import MissingExtra, StoreError, StoreUnavailable

Answer = TypeVar("Answer")

_AT_ONCE = 16  # requests; those who wait for an object do not hold up who waits for the database
_PAGE_NAMES = 1000  # of a list in one answer; no server gives more
_CONNECT_S, _READ_S, _ATTEMPTS = 5, 30, 3
_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
_REFUSED = frozenset({401, 403})  # statuses; Versity's gateway says of an unknown account:
_UNKNOWN_ACCOUNT = "XAdminUserNotFound"


@dataclass(frozen=True, slots=True)
class S3Options:
    """Where the objects are.

    Parameters
    ----------
    bucket : str
        It has to be there already.
    endpoint : str
        The server's address, for example ``https://s3.example.org``; "" for Amazon's own.
    region : str
        As the server calls it.
    access_key, secret_key : str
        "" for what the client finds by itself, such as the role of a machine.
    prefix : str
        What the names of all objects begin with, such as ``poise/``; so that a bucket can hold other things, too.
    """

    bucket: str
    endpoint: str = ""
    region: str = "us-east-1"
    access_key: str = ""
    secret_key: str = ""
    prefix: str = ""


class S3Blobs:
    """Keep blobs as objects.

    An object is whole or not there, and durable as the server promises; nothing else is asked of it than to put, get,
    list (version 2) and delete single objects, which all servers do alike.

    Parameters
    ----------
    options : S3Options
        Where they are; nothing is asked before the first call.

    Raises
    ------
    MissingExtra
        If the client is not installed.
    """

    def __init__(self, options: S3Options) -> None:
        try:
            import boto3  # noqa: F401  (only whether it is there: it takes long)
        except ImportError as error:
            raise MissingExtra(
                "Films in S3 need a client; install it with: python -m pip install 'boto3>=1.40'"
            ) from error
        self.options = options
        self._lock = threading.Lock()
        self._client: Any = None
        self._threads = ThreadPoolExecutor(_AT_ONCE, "poise-s3")

    async def put(self, name: str, data: bytes) -> None:  # noqa: D102  (the interface says it)
        require_name(name)
        require_size(data)
        await self._run(self._put, name, data)

    async def get(self, name: str) -> bytes | None:  # noqa: D102
        require_name(name)
        return await self._run(self._get, name)

    async def remove(self, prefix: str) -> None:  # noqa: D102
        require_prefix(prefix)
        if not prefix:
            raise ValueError("removing all blobs needs a prefix")
        names = [entry.name async for entry in self.list(prefix)]
        await asyncio.gather(*(self._run(self._delete, name) for name in names))

    async def list(self, prefix: str = "") -> AsyncIterator[BlobEntry]:  # noqa: D102
        require_prefix(prefix)
        token: str | None = ""
        while token is not None:
            entries, token = await self._run(self._page, prefix, token)
            for entry in entries:
                yield entry

    async def check(self) -> None:  # noqa: D102
        name = f"check-{secrets.token_hex(8)}"
        await self.put(name, b"check")
        await self.remove(name)

    async def close(self) -> None:  # noqa: D102
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._client is not None:
            self._client.close()

    async def _run(self, work: Callable[..., Answer], *given: object) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._work, work, given)

    def _work(self, work: Callable[..., Answer], given: tuple[object, ...]) -> Answer:
        with self._in_a_sentence():
            return work(*given)

    def _put(self, name: str, data: bytes) -> None:
        digest = hashlib.md5(
            data, usedforsecurity=False
        ).digest()  # the one checksum that every server compares
        self._opened().put_object(
            Bucket=self.options.bucket,
            Key=self._key(name),
            Body=data,
            ContentMD5=base64.b64encode(digest).decode(),
        )

    def _get(self, name: str) -> bytes | None:
        from botocore.exceptions import ClientError

        try:
            found = self._opened().get_object(Bucket=self.options.bucket, Key=self._key(name))
            with contextlib.closing(found["Body"]) as body:
                data: bytes = body.read()
        except ClientError as error:
            if _code(error) in _MISSING:
                return None
            raise
        return data

    def _delete(self, name: str) -> None:
        self._opened().delete_object(Bucket=self.options.bucket, Key=self._key(name))

    def _page(self, prefix: str, token: str) -> tuple[tuple[BlobEntry, ...], str | None]:
        further = {"ContinuationToken": token} if token else {}
        page = self._opened().list_objects_v2(
            Bucket=self.options.bucket, Prefix=self._key(prefix), MaxKeys=_PAGE_NAMES, **further
        )
        entries = tuple(self._entry(one) for one in page.get("Contents", ()))
        return entries, page.get("NextContinuationToken") if page.get("IsTruncated") else None

    def _entry(self, found: dict[str, Any]) -> BlobEntry:
        name = found["Key"].removeprefix(self.options.prefix)
        return BlobEntry(name, found["Size"], int(found["LastModified"].timestamp() * 1000))

    def _key(self, name: str) -> str:
        return self.options.prefix + name

    def _opened(self) -> Any:  # noqa: ANN401  (the client's class is made when it runs)
        with self._lock:  # making one is not safe with several threads, using one is
            if self._client is None:
                self._client = client_of(self.options)
            return self._client

    @contextlib.contextmanager
    def _in_a_sentence(self) -> Iterator[None]:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except ClientError as error:
            raise self._store_error(error) from error
        except (BotoCoreError, OSError, ValueError) as error:  # a ValueError for an address that is none
            raise StoreUnavailable(
                "The storage of films does not answer at the moment; please try again."
            ) from error

    def _store_error(self, error: Any) -> StoreError:  # noqa: ANN401  (a ClientError)
        code = _code(error)
        if code == "NoSuchBucket":
            return StoreError(
                f"The storage of films has no bucket {self.options.bucket}; please make it, or set POISE_S3_BUCKET."
            )
        if _status(error) in _REFUSED or code == _UNKNOWN_ACCOUNT:
            return StoreError(
                "The storage of films refuses the sign-in; please check POISE_S3_ACCESS_KEY and POISE_S3_SECRET_KEY."
            )
        return StoreUnavailable(
            f"The storage of films cannot do this at the moment ({code}); please try again."
        )


def _code(error: Any) -> str:  # noqa: ANN401  (a ClientError)
    return str(error.response.get("Error", {}).get("Code", ""))


def _status(error: Any) -> int:  # noqa: ANN401  (a ClientError)
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def client_of(options: S3Options) -> Any:  # noqa: ANN401  (the client's class is made when it runs)
    """Return a client that gives up in time and asks for nothing that only some servers know."""
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=_CONNECT_S,
        read_timeout=_READ_S,
        retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
        max_pool_connections=_AT_ONCE,
        # Names of buckets as hosts need a name server that knows them; a server of one's own seldom has one.
        s3={"addressing_style": "path" if options.endpoint else "auto"},
        # Newer checksums, which many servers do not know; Content-MD5 does the same.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return boto3.session.Session().client(
        "s3",
        endpoint_url=options.endpoint or None,
        region_name=options.region,
        aws_access_key_id=options.access_key or None,
        aws_secret_access_key=options.secret_key or None,
        config=config,
    )
