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

    given = set(re.findall(r"\b(POISE_[A-Z0-9_]+)(?:: |=\S)", COMPOSE + DOCKERFILE))
    known = {f"POISE_{name.upper()}" for name in WebSettings.model_fields}
    passwords = {f"POISE_{name}_PASSWORD" for name in ("MONGODB", "REDIS", "S3")}
    assert given - passwords - {"POISE_PYTHON"} <= known
    assert {"POISE_DATA_DIR", "POISE_MONGODB_URI", "POISE_REDIS_URL", "POISE_S3_BUCKET"} <= given


def test_no_password_stands_in_the_files() -> None:
    for name, value in re.findall(r"\b(\w*(?:PASSWORD|SECRET_KEY)): (.*)", COMPOSE):
        assert re.fullmatch(r'"\$\{POISE_[A-Z0-9]+_PASSWORD:.*\}"', value), name
    for address in re.findall(r"\w+://[^\"\s]*@", COMPOSE):
        assert re.fullmatch(r"\w+://\w*:\$\{POISE_[A-Z0-9]+_PASSWORD:[^}]*\}@", address)


def test_what_needs_a_password_does_not_start_without_one() -> None:
    """Compose fills in the variables of every profile, so that those of the cluster refuse by themselves."""
    assert COMPOSE.count("${POISE_MONGODB_PASSWORD:?") == COMPOSE.count("${POISE_MONGODB_PASSWORD")
    for name in ("REDIS", "S3"):
        assert f":?set POISE_{name}_PASSWORD" in COMPOSE


def test_the_cluster_has_two_servers_and_workers_on_the_same_stores() -> None:
    import yaml

    services = yaml.safe_load(COMPOSE)["services"]
    cluster = {name for name, one in services.items() if "cluster" in one.get("profiles", ())}
    assert cluster == {"server-1", "server-2", "worker", "proxy", "redis", "s3"}
    first, second, worker = (services[name]["environment"] for name in ("server-1", "server-2", "worker"))
    assert first == second == worker
    assert services["worker"]["deploy"]["replicas"] == 2
    proxy = (REPOSITORY / "docs" / "proxies" / "cluster.conf").read_text()
    assert re.findall(r"server (\S+):8000", proxy) == ["server-1", "server-2"]
