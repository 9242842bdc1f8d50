"""The page on programmes says what the loader takes: keys, defaults, the ready programmes, the example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from poise.catalogue.programmes import load_programme, programmes
from poise.catalogue.programmes.schema import BlockPart, ExercisePart, ProgrammeFile
from poise.studio.library.programme_results import ProgrammeRow

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "programmes.md").read_text()
TABLES: list[tuple[str, type[BaseModel]]] = [
    ("The programme", ProgrammeFile),
    ("A block: `[[blocks]]`", BlockPart),
    ("An exercise: `[[blocks.exercises]]`", ExercisePart),
]


def rows(section: str) -> dict[str, str]:
    text = PAGE.split(section, 1)[1].split("\n#", 1)[0]
    return dict(re.findall(r"^\| `([a-z_-]+)` \| (.*) \|$", text, re.MULTILINE))


@pytest.mark.parametrize(("title", "model"), TABLES, ids=[title for title, _ in TABLES])
def test_each_key_stands_there_and_whether_it_is_required(title: str, model: type[BaseModel]) -> None:
    table = rows(f"### {title}\n")
    assert list(table) == list(dict.fromkeys(table))
    assert set(table) == set(model.model_fields)
    required = {key for key, meaning in table.items() if "Required" in meaning}
    assert required == {key for key, field in model.model_fields.items() if field.is_required()}


def test_the_ready_programmes_stand_there_with_their_minutes() -> None:
    said = {name: meaning.split(" min")[0] for name, meaning in rows("| ready programme |").items()}
    assert said == {name: str(ProgrammeRow.of(one).minutes) for name, one in programmes().items()}


def test_the_example_can_be_loaded(tmp_path: Path) -> None:
    example = PAGE.split("```toml\n", 1)[1].split("```", 1)[0]
    path = tmp_path / "my-morning.toml"
    path.write_text(example)
    programme = load_programme(path)
    assert [step.exercise for step in programme.steps] == [
        "jumping-jack",
        *(["squat", "side-plank", "side-plank"] * 3),
    ]
