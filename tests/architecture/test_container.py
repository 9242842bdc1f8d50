"""The container's files fit what is there: Docker itself may not run where the tests do."""

from __future__ import annotations

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
DOCKERFILE = (REPOSITORY / "Dockerfile").read_text()
COMPOSE = (REPOSITORY / "compose.yaml").read_text()


def test_everything_that_is_copied_in_is_there_and_let_through() -> None:
    ignored = (REPOSITORY / ".dockerignore").read_text().splitlines()
    sources = [
        name
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
        for name in line.split()
    ]
    assert {"src", "frontend", "requirements", "tools", "pyproject.toml"} <= set(sources)
    for name in sources:
        assert (REPOSITORY / name).exists(), name
        assert f"!{name}" in ignored, name


def test_the_image_is_built_by_the_same_steps_as_without_it() -> None:
    setup = (REPOSITORY / "tools" / "setup.sh").read_text()
    parts = re.findall(r"tools/setup\.sh (\w+)", DOCKERFILE)
    assert parts == ["run", "node", "frontend"]
    for part in parts:
        assert re.search(rf"^    (\w+\|)?{part}(\|\w+)?\)", setup, re.MULTILINE), part


def test_the_studio_does_not_run_as_root_and_tells_its_health() -> None:
    final = DOCKERFILE.rpartition("FROM ")[2]
    user = re.search(r"^USER (\d+)$", final, re.MULTILINE)
    assert user is not None
    assert user.group(1) != "0"
    assert f"--uid {user.group(1)} " in final
    path = re.search(r"http://127\.0\.0\.1:8000(/\w+)", final)
    assert path is not None
    application = (REPOSITORY / "src" / "poise" / "web" / "application.py").read_text()
    assert f'.get("{path.group(1)}")' in application


def test_the_settings_that_the_container_gives_are_settings() -> None:
    from poise.web.settings import WebSettings

    given = set(re.findall(r"\b(POISE_[A-Z_]+)(?:: |=\S)", COMPOSE + DOCKERFILE)) - {"POISE_PYTHON"}
    known = {f"POISE_{name.upper()}" for name in WebSettings.model_fields}
    assert given - {"POISE_MONGODB_PASSWORD"} == {"POISE_DATA_DIR", "POISE_MONGODB_URI"}
    assert given - {"POISE_MONGODB_PASSWORD"} <= known


def test_no_password_stands_in_the_files() -> None:
    for line in COMPOSE.splitlines():
        if "PASSWORD" in line and not line.startswith("#"):
            assert "${POISE_MONGODB_PASSWORD:?" in line
