"""The kind of a session as a field: a word of the studio's own list, which is known when the application is made."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

OPEN_KIND = "x-session-kind"
"""Marks it in schemas, where the list is put in its place (`web/openapi.py`)."""

SessionKind = Annotated[str, Field(max_length=64, json_schema_extra={OPEN_KIND: True})]
