"""Messages about jobs on a queue of Dramatiq: each is taken by one worker.

A message is a hint that a job waits in the store. It is acknowledged as soon as it was taken, because the store knows
what is done and what is not, and the worker that was woken takes the job whose turn it is, which may be another one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import redis
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import BrokerError

if TYPE_CHECKING:
    from dramatiq import Consumer

_QUEUE = "jobs"
_TIMEOUT_S = 3.0
_PATIENCE_MS = 1000  # Dramatiq asks again and again, at the end this often


class JobMessages:
    """The queue, for whoever sends and whoever receives; its methods block.

    Parameters
    ----------
    url : str
        Of the Redis.

    Attributes
    ----------
    errors : tuple of type
        What every method may raise where Redis does not answer.
    """

    errors = (redis.RedisError, BrokerError)

    def __init__(self, url: str) -> None:
        self._client = redis.Redis.from_url(url, socket_connect_timeout=_TIMEOUT_S, socket_timeout=_TIMEOUT_S)
        # No middleware: a job that has to be done again is found in the store.
        self._broker = RedisBroker(client=self._client, middleware=[], namespace="poise")
        self._broker.declare_queue(_QUEUE)
        self._consumer: Consumer | None = None

    @property
    def database(self) -> int:
        """The number of the database in Redis: channels, unlike queues, are common to all of them."""
        return int(self._client.connection_pool.connection_kwargs.get("db", 0))

    def send(self, job: str) -> None:
        """Put a job's identifier on the queue."""
        self._broker.enqueue(
            Message(queue_name=_QUEUE, actor_name="run_job", args=(job,), kwargs={}, options={})
        )

    def receive(self) -> str:
        """Return the identifier of a job, "" where none came within a second."""
        if self._consumer is None:
            self._consumer = self._broker.consume(_QUEUE, prefetch=1, timeout=_PATIENCE_MS)
        try:
            message = next(self._consumer)
            if message is None:
                return ""
            self._consumer.ack(message)
            return str(message.args[0]) if message.args else ""
        except self.errors:
            self._consumer = None  # it may count a message that it will never be rid of
            raise

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()
