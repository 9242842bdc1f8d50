"""The page of the live protocol says what the code does: messages, fields, kinds, states, reasons."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from poise.studio.activities import BUILT_IN
from poise.studio.live.items import VERSION
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
    assert set(table) == {kind.name for kind in BUILT_IN.kinds}
    for kind in BUILT_IN.kinds:
        row = table[kind.name]
        assert set(kind.plan.model_fields) - {"kind"} <= set(words(row[0]))
        for column, models in ((1, [kind.state]), (2, kind.events), (3, [kind.details])):
            assert sorted(words(row[column])) == sorted(kind_of(model) for model in models)


def test_each_reason_of_an_error_stands_there() -> None:
    listed = section("Messages from the server").split("Reasons of an `error`:", 1)[1]
    assert sorted(words(listed)) == sorted(get_args(Reason))


def test_the_version_is_that_of_the_code() -> None:
    assert f"Version {PROTOCOL};" in PAGE
    assert f"version, {VERSION};" in PAGE
    assert "estimation" not in " ".join(words(PAGE))
