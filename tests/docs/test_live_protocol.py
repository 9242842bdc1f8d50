"""The page of the live protocol says what the code does: messages, fields, kinds, states, reasons."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from poise.studio.live.events import ActivityEvent, LiveState, SessionDetails
from poise.studio.live.items import VERSION
from poise.studio.plans import CoachingPlan, HoldPosePlan
from poise.web.live.messages import EXPECTED, INCOMING, OUTGOING, PROTOCOL, Reason, State

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "live-protocol.md").read_text()


def section(title: str) -> str:
    return PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def rows(title: str) -> dict[str, list[str]]:
    """Return the cells of a section's table by the word in the first one."""
    lines = [line for line in section(title).splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\\\)\|", line)[1:-1]] for line in lines]
    return {row[0].strip("`"): row[1:] for row in cells}


def words(cell: str) -> list[str]:
    return re.findall(r"`([a-z_-]+)`", cell)


def kind_of(model: type[BaseModel], field: str = "kind") -> str:
    (value,) = get_args(model.model_fields[field].annotation)
    return str(value)


@pytest.mark.parametrize(
    ("title", "models"), [("Messages from the browser", INCOMING), ("Messages from the server", OUTGOING)]
)
def test_each_message_stands_there_with_all_its_fields(
    title: str, models: tuple[type[BaseModel], ...]
) -> None:
    table = rows(title)
    assert set(table) == {kind_of(model, "type") for model in models}
    for model in models:
        fields = set(model.model_fields) - {"type"}
        assert fields <= set(words(table[kind_of(model, "type")][0])), model.__name__


def test_each_state_names_what_may_arrive_in_it_and_nothing_else() -> None:
    table = rows("States of a connection")
    assert set(table) == {state.value for state in State}
    for state, expected in EXPECTED.items():
        assert tuple(words(table[state.value][0])) == expected


def test_each_plan_stands_there_with_its_fields_and_what_it_leads_to() -> None:
    table = rows("Plans and what they lead to")
    plans: tuple[type[BaseModel], ...] = (CoachingPlan, HoldPosePlan)
    assert set(table) == {kind_of(plan) for plan in plans}
    for plan in plans:
        assert set(plan.model_fields) - {"kind"} <= set(words(table[kind_of(plan)][0]))
    for column, union in ((1, LiveState), (2, ActivityEvent), (3, SessionDetails)):
        named = [word for row in table.values() for word in words(row[column])]
        assert sorted(named) == sorted(kind_of(model) for model in get_args(union))


def test_each_reason_of_an_error_stands_there() -> None:
    listed = section("Messages from the server").split("Reasons of an `error`:", 1)[1]
    assert sorted(words(listed)) == sorted(get_args(Reason))


def test_the_version_is_that_of_the_code() -> None:
    assert f"Version {PROTOCOL};" in PAGE
    assert f"version, {VERSION};" in PAGE
    assert "estimation" not in " ".join(words(PAGE))
