"""Schemas of the live socket's messages and of what activities put into them.

OpenAPI has no sockets, but the page's types come from its document. In the code, `Plan`, `ActivityEvent`, `LiveState`
and `SessionDetails` are what all activities have in common; in the document each is the union of those that the studio
knows, told apart by `kind`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from pydantic import BaseModel, JsonValue
from pydantic.json_schema import models_json_schema

from poise.studio.activity.activity import ActivityEvent, LiveState
from poise.studio.activity.kind import Activities
from poise.studio.comparing.results import ComparisonDetails
from poise.studio.results import SessionDetails
from poise.web.live.messages import INCOMING, OUTGOING

NEEDS = "x-needs"
"""Names the parts that are estimated for a plan, in its schema."""
_REFERENCE = "#/components/schemas/{model}"
_Mode: TypeAlias = Literal["validation", "serialization"]


def live_schemas(activities: Activities) -> dict[str, dict[str, JsonValue]]:
    """Return the schemas of all messages, with the unions of what these activities say, by name."""
    incoming = [*INCOMING, *(one.plan for one in activities.kinds)]
    outgoing = [*OUTGOING, *(model for models in unions(activities).values() for model in models)]
    sent: list[tuple[type[BaseModel], _Mode]] = [(one, "validation") for one in incoming]
    said: list[tuple[type[BaseModel], _Mode]] = [(one, "serialization") for one in outgoing]
    _, found = models_json_schema([*sent, *said], ref_template=_REFERENCE)
    schemas: dict[str, dict[str, JsonValue]] = found["$defs"]
    for kind in activities.kinds:
        schemas[kind.plan.__name__][NEEDS] = [*sorted(part.value for part in kind.needs)]
    schemas["Plan"] = _union("Plan", [one.plan for one in activities.kinds])
    for name, models in unions(activities).items():
        schemas[name] = _union(name, models)
    return schemas


def unions(activities: Activities) -> Mapping[str, list[type[BaseModel]]]:
    """Return what activities and comparisons say, by the name of what they have in common."""
    kinds = activities.kinds
    return {
        ActivityEvent.__name__: [event for one in kinds for event in one.events],
        LiveState.__name__: [one.state for one in kinds],
        SessionDetails.__name__: [*(one.details for one in kinds), ComparisonDetails],
    }


def _union(name: str, models: list[type[BaseModel]]) -> dict[str, JsonValue]:
    mapping: dict[str, JsonValue] = {
        str(one.model_fields["kind"].default): _REFERENCE.format(model=one.__name__) for one in models
    }
    return {
        "title": name,
        "oneOf": [{"$ref": reference} for reference in mapping.values()],
        "discriminator": {"propertyName": "kind", "mapping": mapping},
    }
