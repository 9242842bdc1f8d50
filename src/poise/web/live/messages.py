"""The text messages of the live socket, and which of them a connection takes in which state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    SerializeAsAny,
    TypeAdapter,
    ValidationError,
    create_model,
)

from poise.catalogue.translation import Language
from poise.errors import OtherProtocol, ProtocolError
from poise.studio.activity.activity import LiveState, Plan
from poise.studio.activity.kind import Activities
from poise.studio.live.events import NumberedEvent
from poise.studio.results import SessionDetails
from poise.web.socket_ending import OTHER_VERSION

PROTOCOL = 2
NO_FORMER_EVENTS = 2**31
"""So many events, or more, says a page that takes over from another one: it wants only those that are to come."""

_COMPACT = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
_MAX_WHERE, _MAX_WHY = 60, 140  # characters of a fault's words, some of which repeat what was sent
_UUID7 = r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


# -- from the browser -------------------------------------------------------------------------------------------


class Hello(_Message):
    """The first message: what is to be done, and how far the browser has got.

    Parameters
    ----------
    started_ms, sent_ms : int
        When the session began and when this is said, by the browser's clock. Between them lie days where the session
        was done without the studio.
    items : int
        How many items the browser knows of the session: of one that the studio closed meanwhile it may have more.
    account : str or None
        Whose session it is: a browser in which somebody else signed in meanwhile must not send it as theirs.
    """

    type: Literal["hello"]
    protocol: int
    session: Annotated[str, Field(pattern=_UUID7)]
    plan: Plan  # of an activity that the studio knows: see `read_message`
    image_size: tuple[Annotated[int, Field(ge=16, le=16_384)], Annotated[int, Field(ge=16, le=16_384)]]
    started_ms: Annotated[int, Field(ge=0, le=2**53)]
    events: Annotated[int, Field(ge=0)] = 0  # from `NO_FORMER_EVENTS` on: only those to come
    language: Language | None = None
    sent_ms: Annotated[int, Field(ge=0, le=2**53)] | None = None
    items: Annotated[int, Field(ge=0, le=2**32)] = 0
    account: Annotated[str, Field(max_length=64)] | None = None


class Finish(_Message):
    """All was sent: the session has so many items."""

    type: Literal["finish"]
    items: Annotated[int, Field(ge=0, le=2**32)]


class Ping(_Message):
    """Answered at once with the same value, to measure the way there and back."""

    type: Literal["ping"]
    at: float


# -- from the server --------------------------------------------------------------------------------------------


class Welcome(_Message):
    """The session goes on: what is missing of it, and how it stands.

    Parameters
    ----------
    next : int
        The first item that is missing.
    events : int
        How many events there are.
    time_s : float
        Of the last item; what follows must not be earlier.
    """

    type: Literal["welcome"] = "welcome"
    session: str
    next: int
    events: int
    time_s: float
    state: SerializeAsAny[LiveState]


class StateMessage(_Message):
    """The state after so many items; the newest wins."""

    type: Literal["state"] = "state"
    item: int
    state: SerializeAsAny[LiveState]


class EventMessage(NumberedEvent):
    """Something that happened; never dropped."""

    type: Literal["event"] = "event"


class Durable(_Message):
    """All items below `next` survive whatever happens."""

    type: Literal["durable"] = "durable"
    next: int


class SummaryMessage(_Message):
    """The session is finished, and what it came to."""

    type: Literal["summary"] = "summary"
    session: str
    result: SerializeAsAny[SessionDetails]


class Pong(_Message):
    """The answer to a ping."""

    type: Literal["pong"] = "pong"
    at: float


Reason = Literal[
    "origin",
    "not-signed-in",
    "signed-out",
    "limit",
    "store",
    "protocol",
    "busy",
    "unknown-plan",
    "not-yours",
    "finished",
    "stopping",
    "quota",
    "failed",
    "idle",
]


class ErrorMessage(_Message):
    """Why the socket closes; `store` alone means that the server goes on trying."""

    type: Literal["error"] = "error"
    reason: Reason
    text: str


Outgoing = Welcome | StateMessage | EventMessage | Durable | SummaryMessage | Pong | ErrorMessage

INCOMING: tuple[type[BaseModel], ...] = (Hello, Finish, Ping)
OUTGOING: tuple[type[BaseModel], ...] = (
    Welcome,
    StateMessage,
    EventMessage,
    Durable,
    SummaryMessage,
    Pong,
    ErrorMessage,
)

# -- states -----------------------------------------------------------------------------------------------------


class State(Enum):
    """Where a connection stands."""

    OPENED = "opened"
    LIVE = "live"
    FINISHING = "finishing"
    FINISHED = "finished"


ITEMS = "items"
"""How a binary message of items is called in `EXPECTED`."""

# What may arrive in each state; docs/live-protocol.md is checked against it.
EXPECTED: Mapping[State, tuple[str, ...]] = MappingProxyType(
    {
        State.OPENED: ("hello",),
        State.LIVE: (ITEMS, "finish", "ping"),
        State.FINISHING: (ITEMS, "ping"),
        State.FINISHED: ("ping",),
    }
)


def require_expected(kind: str, state: State) -> None:
    """Refuse what may not arrive now.

    Raises
    ------
    ProtocolError
        It names what was expected.
    """
    expected = EXPECTED[state]
    if kind not in expected:
        raise ProtocolError(
            f"{kind} is not expected while the session is {state.value}, only {', '.join(expected)}; "
            "please load the page again."
        )


@lru_cache(maxsize=4)
def _incoming(activities: Activities) -> TypeAdapter[Hello | Finish | Ping]:
    hello = create_model("Hello", __base__=Hello, plan=(activities.plan_type, ...))
    incoming: Any = Annotated[hello | Finish | Ping, Field(discriminator="type")]
    return TypeAdapter(incoming)


def read_message(text: str, activities: Activities) -> Hello | Finish | Ping:
    """Read a text message.

    Parameters
    ----------
    text : str
        As it came.
    activities : Activities
        Whose plans may be followed.

    Raises
    ------
    OtherProtocol
        If a page of another version says hello.
    ProtocolError
        In one sentence that names what is wrong.
    """
    try:
        message = _incoming(activities).validate_json(text)
    except ValidationError as error:
        _require_version(text)
        raise _unreadable(error) from error
    if isinstance(message, Hello) and message.protocol != PROTOCOL:
        raise OtherProtocol(OTHER_VERSION)
    return message


def _require_version(text: str) -> None:
    """Refuse a hello of another version by its version: its fields are others, and none of them is wrong."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return
    if not isinstance(message, dict) or message.get("type") != "hello":
        return
    if type(message.get("protocol")) is int and message["protocol"] != PROTOCOL:
        raise OtherProtocol(OTHER_VERSION)


def _unreadable(error: ValidationError) -> ProtocolError:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or "the message"
    why = first["msg"]
    if first["type"] in {"union_tag_invalid", "union_tag_not_found"} and len(first["loc"]) == 0:
        where, why = "type", "Input should be hello, finish or ping"
    return ProtocolError(f"The live message cannot be read: {where[:_MAX_WHERE]}: {why[:_MAX_WHY]}.")


def written(message: Mapping[str, JsonValue]) -> str:
    """Return a message as compact JSON; NaN is a programming mistake and raises `ValueError`."""
    return _COMPACT.encode(message)
