"""A studio as browsers see it: the real application, the real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.web.browser import Browser

from poise.store.opening import store_at
from poise.web.application import create_api, guarded
from poise.web.settings import SignUp, WebSettings


@pytest.fixture(scope="session", autouse=True)
def known_host() -> Iterator[None]:
    """Let every studio of these tests answer to the names that their browsers ask for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POISE_ALLOWED_HOSTS", "studio.test, testserver")
        yield


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Hash passwords with the least work that there is: hundreds are made here, and what is tested is what for."""
    with pytest.MonkeyPatch.context() as patch:
        least = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr("poise.studio.people.passwords.PasswordHasher", lambda **_: least)
        yield


@pytest.fixture
def settings(tmp_path: Path) -> WebSettings:
    return WebSettings(data_dir=tmp_path / "data", sign_up=SignUp.OPEN)


@pytest.fixture
def api(settings: WebSettings) -> FastAPI:
    return create_api(store_at(settings.data_dir), settings)


@pytest.fixture
def client(api: FastAPI, settings: WebSettings) -> Iterator[TestClient]:
    with TestClient(guarded(api, settings), base_url="http://studio.test") as client:
        yield client


@pytest.fixture
def browser(client: TestClient) -> Browser:
    return Browser(client)
