"""Two pictures compared through the web: guarded upload, choice of persons, what is kept."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
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
    small = one.resize((one.width * 64 // 100, one.height * 64 // 100))
    unlike = Image.new("RGB", (one.width + small.width, one.height), (128, 128, 128))
    unlike.paste(one, (0, 0))
    unlike.paste(small, (one.width, one.height - small.height))
    return {"one": _jpeg(one), "both": _jpeg(both), "large and small": _jpeg(unlike)}


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
    assert kept["details"]["result"]["pictures"] == []
    assert kept["details"]["result"]["result"] == found["result"]
    assert ada.ask("GET", f"/v1/sessions/{found['session']}/pictures/attempt.jpg").status_code == 404


@pytest.mark.reference
def test_pictures_are_kept_when_wanted_without_what_cameras_write_into_them(
    ada: Browser, frames: dict[str, bytes]
) -> None:
    assert b"a secret place" in frames["one"]
    found = compared(ada, {"attempt": frames["one"]}, reference_pose="mountain", keep="pictures")
    kept = ada.get(f"/v1/sessions/{found['session']}")
    assert (kept["state"], kept["details"]["result"]["pictures"]) == ("finished", ["attempt.jpg"])
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


@pytest.mark.reference
def test_what_a_person_leaves_out_is_not_judged(ada: Browser, frames: dict[str, bytes]) -> None:
    found = compared(ada, {"attempt": frames["one"]}, reference_pose="mountain", without="left-leg")
    hidden = {limb["name"]: limb["hidden"] for limb in found["result"]["limbs"]}
    assert hidden["left_thigh"] == hidden["left_shank"] == "not judged, as you said"
    assert "Your left leg was not judged, as you said." in found["result"]["words"]
    assert not [one for one in found["result"]["remarks"] if one["limb"] in ("left_thigh", "left_shank")]


def test_nobody_in_the_picture_cannot_be_judged(ada: Browser) -> None:
    grey = _jpeg(Image.new("RGB", (320, 240), (120, 120, 120)))
    found = compared(ada, {"attempt": grey}, reference_pose="mountain")
    assert (found["result"]["verdict"], found["result"]["score"]) == ("cannot judge", None)
    assert "nobody was found in the attempt" in found["result"]["reason"]


def test_what_could_not_be_judged_is_not_kept(ada: Browser) -> None:
    grey = _jpeg(Image.new("RGB", (320, 240), (120, 120, 120)))
    found = compared(ada, {"attempt": grey}, reference_pose="mountain", keep="pictures")
    assert found["session"] is None
    assert ada.get("/v1/sessions")["records"] == []


@pytest.mark.reference
def test_the_verdict_and_what_was_kept_of_it_are_read_in_either_language(
    ada: Browser, frames: dict[str, bytes]
) -> None:
    files = {"attempt": ("a.jpg", frames["one"])}
    answer = ada.ask(
        "POST",
        "/v1/compare",
        files=files,
        data={"reference_pose": "warrior-ii"},
        headers={"accept-language": "de"},
    ).json()
    kept = ada.get(f"/v1/sessions/{answer['session']}", headers={"accept-language": "de"})
    assert kept["title"] == "Krieger II"
    assert kept["details"]["result"]["result"] == answer["result"]
    english = ada.get(f"/v1/sessions/{answer['session']}")["details"]["result"]["result"]
    assert english["remarks"]
    for before, after in zip(english["remarks"], answer["result"]["remarks"], strict=True):
        assert before["text"] != after["text"]
        assert "Grad" in after["text"]
    assert len(english["words"]) == len(answer["result"]["words"])
    assert not set(english["words"]) & set(answer["result"]["words"])


@pytest.mark.reference
def test_a_pose_of_the_library_is_shown_as_the_attempt_was_seen(
    ada: Browser, frames: dict[str, bytes]
) -> None:
    found = compared(ada, {"attempt": frames["one"]}, reference_pose="chair")
    reference, ghost = (
        np.array(found["skeletons"][name]["image"]).reshape(33, 2) for name in ("reference", "ghost")
    )
    assert np.allclose(reference - reference[0], ghost - ghost[0], atol=0.2)
    width, height = found["skeletons"]["reference"]["image_size"]
    assert ((reference >= 0) & (reference <= (width, height))).all()
    attempt = np.array(found["skeletons"]["attempt"]["image"]).reshape(33, 2)
    trunk = [11, 12, 23, 24]
    assert np.allclose(ghost[trunk].mean(axis=0), attempt[trunk].mean(axis=0), atol=1.0)


@pytest.mark.reference
def test_a_photograph_as_reference_stays_as_it_was_taken(ada: Browser, frames: dict[str, bytes]) -> None:
    found = compared(ada, {"reference": frames["one"], "attempt": frames["one"]})
    assert found["skeletons"]["reference"] == found["skeletons"]["attempt"]


@pytest.mark.reference
def test_that_the_larger_of_several_people_was_taken_is_said(ada: Browser, frames: dict[str, bytes]) -> None:
    found = compared(ada, {"attempt": frames["large and small"]}, reference_pose="mountain")
    assert found["result"]["verdict"] == "compared"
    assert found["chosen"] == {"attempt": 1}
    boxes = found["people"]["attempt"]
    assert len(boxes) == 2
    assert found["image_sizes"]["attempt"] == list(Image.open(io.BytesIO(frames["large and small"])).size)
    other = compared(
        ada, {"attempt": frames["large and small"]}, reference_pose="mountain", attempt_person="2"
    )
    assert other["chosen"] == {"attempt": 2}
    one, another = (np.array(each["skeletons"]["attempt"]["image"]).reshape(33, 2) for each in (found, other))
    assert abs(one[:, 0].mean() - another[:, 0].mean()) > 100
    alone = compared(ada, {"attempt": frames["one"]}, reference_pose="mountain")
    assert (alone["people"], alone["chosen"]) == ({}, {})


def heic(picture: Image.Image) -> bytes:
    pillow_heif.register_heif_opener()
    file = io.BytesIO()
    picture.save(file, "HEIF", quality=90)
    return file.getvalue()


def halves(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, (200, 30, 30))
    picture.paste((30, 30, 200), (size[0] // 2, 0, size[0], size[1]))
    return picture.convert(mode)


def previewed(browser: Browser, content: bytes, **more: Any) -> Any:
    return browser.ask("POST", "/v1/pictures/preview", files={"picture": ("a", content)}, **more)


def encoded(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


PREVIEWED: dict[str, tuple[Callable[[], bytes], tuple[int, int]]] = {
    "HEIC": (lambda: heic(halves((320, 240))), (320, 240)),
    "AVIF": (lambda: encoded(halves((320, 240)), "AVIF"), (320, 240)),
    "grey with transparency": (lambda: encoded(halves((64, 48), "LA"), "PNG"), (64, 48)),
    "CMYK": (lambda: encoded(halves((64, 48), "CMYK"), "JPEG"), (64, 48)),
    "large": (lambda: encoded(halves((3200, 800)), "JPEG"), (1600, 400)),
}


@pytest.mark.parametrize("kind", PREVIEWED)
def test_a_picture_that_browsers_may_not_show_is_previewed_as_jpeg(ada: Browser, kind: str) -> None:
    make, size = PREVIEWED[kind]
    answer = previewed(ada, make())
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, no-store"
    shown = Image.open(io.BytesIO(answer.content)).convert("RGB")
    assert (shown.format or "JPEG", shown.size) == ("JPEG", size)
    if kind in {"HEIC", "AVIF", "large"}:
        row = np.asarray(shown)[size[1] // 2]
        left, right = row[size[0] // 4], row[3 * size[0] // 4]
        assert left[0] > 150 > left[2]
        assert right[2] > 150 > right[0]


def test_a_preview_stands_upright(ada: Browser) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    answer = previewed(ada, encoded(halves((320, 240)), "JPEG", exif=exif))
    assert Image.open(io.BytesIO(answer.content)).size == (240, 320)


@pytest.mark.parametrize(
    ("content", "start"),
    [
        (b"no picture at all", "Das ist kein Bild (Datei); wähle eine Datei als JPEG"),
        (b"", "Die Datei ist leer (Datei)"),
    ],
)
def test_what_is_no_picture_is_not_previewed(ada: Browser, content: bytes, start: str) -> None:
    answer = previewed(ada, content, headers={"accept-language": "de"})
    assert answer.status_code == 415
    assert answer.json()["detail"].startswith(start)


@pytest.mark.parametrize(
    ("content", "status", "word"),
    [
        (b"", 415, "The attempt is empty"),
        (b"no picture at all", 415, "The attempt is not a picture; choose a JPEG"),
        ("Übung macht den Meister".encode(), 415, "The attempt is not a picture; choose a JPEG"),
        (b"%PDF-1.7\n\x00\x01", 415, "The attempt is not a picture; choose a JPEG"),
        (b"PK\x03\x04" + b"\x00" * 40, 415, "The attempt is not a picture; choose a JPEG"),
        (b"#EXTM3U\nhttp://127.0.0.1/x", 415, "The attempt is not a picture; choose a JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "The attempt is not a picture; choose a JPEG"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 40, 422, "The attempt: the picture is damaged"),
        (b"\x00\x00\x00\x20ftypisom" + b"\x00" * 40, 415, "The attempt is a video and not a picture"),
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
