"""Two pictures compared through the web: guarded upload, choice of persons, what is kept."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient
from tests.web.browser import Browser

from poise.media.video import open_video
from poise.store.opening import store_at
from poise.web.application import create_app
from poise.web.settings import WebSettings

pytestmark = pytest.mark.models


@pytest.fixture
def ada(browser: Browser) -> Browser:
    return browser.sign_up("Ada")


@pytest.fixture(scope="module")
def frames(reference_data: Path) -> dict[str, bytes]:
    """Two people side by side, made of one picture of one person."""
    with open_video(reference_data / "exercise" / "clips" / "rohan_squat.mp4") as reader:
        one = Image.fromarray(next(iter(reader.frames(2.0))).pixels)
    both = Image.new("RGB", (2 * one.width, one.height))
    both.paste(one, (0, 0))
    both.paste(one, (one.width, 0))
    return {"one": _jpeg(one), "both": _jpeg(both)}


def _jpeg(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    picture.save(file, "JPEG", exif=exif)
    return file.getvalue()


def compared(browser: Browser, files: dict[str, bytes], **form: Any) -> Any:
    answer = browser.ask(
        "POST", "/v1/compare", files={name: (f"{name}.jpg", data) for name, data in files.items()}, data=form
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.reference
def test_a_picture_compared_with_itself_is_alike_and_kept_without_pictures(
    ada: Browser, frames: dict[str, bytes]
) -> None:
    found = compared(ada, {"reference": frames["one"], "attempt": frames["one"]})
    assert found["result"]["verdict"] == "compared"
    assert found["result"]["score"] > 99
    for body in (found["skeletons"]["reference"], found["skeletons"]["attempt"]):
        assert (len(body["image"]), len(body["world"]), len(body["visibility"])) == (66, 99, 33)
    aligned = found["skeletons"]["aligned"]
    assert np.allclose(aligned["reference_world"], aligned["attempt_world"], atol=0.01)
    kept = ada.get(f"/v1/sessions/{found['session']}")
    assert (kept["kind"], kept["score"]) == ("comparison", found["result"]["score"])
    assert kept["details"]["pictures"] == []
    assert kept["details"]["result"] == found["result"]
    assert ada.ask("GET", f"/v1/sessions/{found['session']}/pictures/attempt.jpg").status_code == 404


@pytest.mark.reference
def test_pictures_are_kept_when_wanted_without_what_cameras_write_into_them(
    ada: Browser, frames: dict[str, bytes]
) -> None:
    assert b"a secret place" in frames["one"]
    found = compared(ada, {"attempt": frames["one"]}, reference_pose="mountain", keep="pictures")
    kept = ada.get(f"/v1/sessions/{found['session']}")
    assert (kept["state"], kept["details"]["pictures"]) == ("finished", ["attempt.jpg"])
    picture = ada.ask("GET", f"/v1/sessions/{found['session']}/pictures/attempt.jpg")
    assert picture.headers["content-type"] == "image/jpeg"
    assert b"a secret place" not in picture.content
    assert max(Image.open(io.BytesIO(picture.content)).size) <= 1600


@pytest.mark.reference
def test_nothing_is_kept_when_nothing_is_to_be_kept(ada: Browser, frames: dict[str, bytes]) -> None:
    found = compared(ada, {"attempt": frames["one"]}, reference_pose="mountain", keep="nothing")
    assert found["session"] is None
    assert ada.get("/v1/sessions")["records"] == []


@pytest.mark.reference
def test_of_several_people_one_is_chosen_by_the_person(ada: Browser, frames: dict[str, bytes]) -> None:
    asked = compared(ada, {"attempt": frames["both"]}, reference_pose="mountain")
    assert (asked["result"]["verdict"], asked["session"]) == ("choose person", None)
    boxes = asked["people"]["attempt"]
    assert len(boxes) == 2
    assert all(left < right and top < bottom for left, top, right, bottom in boxes)
    assert "reference" not in asked["people"]
    chosen = compared(ada, {"attempt": frames["both"]}, reference_pose="mountain", attempt_person="2")
    assert chosen["result"]["verdict"] == "compared"


def test_nobody_in_the_picture_cannot_be_judged(ada: Browser) -> None:
    grey = _jpeg(Image.new("RGB", (320, 240), (120, 120, 120)))
    found = compared(ada, {"attempt": grey}, reference_pose="mountain")
    assert (found["result"]["verdict"], found["result"]["score"]) == ("cannot judge", None)
    assert "nobody was found in the attempt" in found["result"]["reason"]


@pytest.mark.parametrize(
    ("content", "status", "word"),
    [
        (b"", 415, "empty"),
        (b"no picture at all", 415, "attempt"),
        (b"#EXTM3U\nhttp://127.0.0.1/x", 415, "attempt"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "attempt"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 40, 422, "attempt"),
        (b"\x00\x00\x00\x20ftypisom" + b"\x00" * 40, 415, "not a picture"),
    ],
)
def test_what_is_no_picture_is_refused_in_one_sentence(
    ada: Browser, content: bytes, status: int, word: str
) -> None:
    answer = ada.ask(
        "POST", "/v1/compare", files={"attempt": ("a.jpg", content)}, data={"reference_pose": "mountain"}
    )
    assert answer.status_code == status, answer.text
    assert word in answer.json()["detail"]
    assert ada.get("/v1/sessions")["records"] == []


def test_a_reference_there_is_not_is_refused(ada: Browser) -> None:
    picture = _jpeg(Image.new("RGB", (64, 64)))
    none = ada.ask("POST", "/v1/compare", files={"attempt": ("a.jpg", picture)})
    assert (none.status_code, none.json()["code"]) == (400, "request-error")
    files = {"attempt": ("a.jpg", picture)}
    unknown = ada.ask("POST", "/v1/compare", files=files, data={"reference_pose": "../../etc"})
    assert unknown.status_code == 404


def test_a_picture_that_is_too_large_is_refused(tmp_path: Path) -> None:
    settings = WebSettings(data_dir=tmp_path / "data", max_picture_bytes=10_000)
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (200, 200, 3), np.uint8))
    with TestClient(
        create_app(store_at(settings.data_dir), settings), base_url="http://studio.test"
    ) as client:
        ada = Browser(client).sign_up("Ada")
        files = {"attempt": ("a.jpg", _jpeg(noise))}
        answer = ada.ask("POST", "/v1/compare", files=files, data={"reference_pose": "mountain"})
    assert answer.status_code == 413
    assert "too large" in answer.json()["detail"]


def test_an_upload_leaves_no_file_behind(
    ada: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "uploads"))
    (tmp_path / "uploads").mkdir()
    for content in (b"no picture", _jpeg(Image.new("RGB", (64, 64)))):
        files = {"attempt": ("a.jpg", content)}
        ada.ask("POST", "/v1/compare", files=files, data={"reference_pose": "mountain"})
    assert list((tmp_path / "uploads").iterdir()) == []
