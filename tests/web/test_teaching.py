"""Exercises of one's own on the web: taught, tried before they are kept, kept, shared, removed and counted live."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.studio.live.stream_maker import frames
from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform
from tests.synthetic.posing import Stay, take_poses
from tests.web.browser import Browser
from tests.web.live.client import SESSION, LiveClient, hello

from poise.catalogue import load_exercise
from poise.catalogue.poses import library
from poise.pose import Pose
from poise.studio.learning.teach import teach
from poise.studio.library.reference_landmarks import ReferenceLandmarks
from poise.studio.live.items import encode_item


@pytest.fixture
def ada(browser: Browser) -> Browser:
    return browser.sign_up("Ada")


@cache
def taught() -> dict[str, Any]:
    poses = perform("squat", repetitions=3, yaw_deg=20.0, noise=Noise.typical()).sequence
    return teach([poses], name="My squat", source="camera").document()


def kept(person: Browser, **changes: Any) -> dict[str, Any]:
    lesson = taught()
    answer = person.post(
        "/v1/own-exercises", {"text": lesson["readings"][0]["text"], "cycle": lesson["cycle"]}
    )
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    if changes:
        found = changed(person, found, **changes)
    return found


def changed(person: Browser, exercise: dict[str, Any], **changes: Any) -> dict[str, Any]:
    path = f"/v1/own-exercises/{exercise['identifier']}"
    answer = person.ask("PATCH", path, json={"rev": exercise["rev"], **changes})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def counted(person: Browser, plan: dict[str, Any], repetitions: int = 4) -> dict[str, Any]:
    """The result of a live session with squats."""
    poses = perform("squat", repetitions=repetitions, yaw_deg=25.0).sequence
    items = frames(poses)
    with person.socket() as socket:
        client = LiveClient(socket)
        client.say(
            hello(
                {"kind": "coaching", "level": "standard", "target": None, **plan}, image_size=poses.image_size
            )
        )
        client.until("welcome")
        client.send(items)
        client.say({"type": "finish", "items": len(items)})
        result: dict[str, Any] = client.until("summary")["result"]
    return result


def test_a_demonstration_before_the_camera_is_learned(ada: Browser) -> None:
    poses = perform("jumping-jack", repetitions=3, noise=Noise.typical()).sequence
    width, height = poses.image_size
    body = b"".join(map(encode_item, frames(poses)))
    path = f"/v1/demonstrations?name=Jump&width={width}&height={height}"
    answer = ada.ask("POST", path, content=body)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["name"], found["source"]) == ("Jump", "camera")
    assert (found["readings"][0]["signal"]["measure"], found["readings"][0]["counted"]) == (
        "shoulder_elevation",
        3,
    )


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Nobody was seen; show"), ("de", "Niemand war zu sehen; zeig dich")],
)
def test_a_demonstration_that_shows_nobody_is_refused_in_ones_language(
    ada: Browser, language: str, sentence: str
) -> None:
    answer = ada.ask("POST", "/v1/demonstrations?name=x", content=b"", headers={"accept-language": language})
    assert (answer.status_code, answer.json()["detail"][: len(sentence)]) == (422, sentence)


def test_an_exercise_is_tried_live_before_it_is_kept(ada: Browser) -> None:
    lesson = taught()
    plan = {"exercise": lesson["identifier"], "definition": lesson["readings"][0]["text"]}
    assert counted(ada, plan)["sets"][0]["attempted"] == 4
    assert ada.get("/v1/own-exercises") == []


def test_a_correction_gives_the_file_with_another_name_and_other_limbs(ada: Browser) -> None:
    text = taught()["readings"][0]["text"]
    answer = ada.post(
        "/v1/demonstrations/correction", {"text": text, "name": "Step", "limbs": "either"}
    ).json()
    assert (answer["exercise"]["name"], answer["exercise"]["limbs"]) == ("Step", "either")
    assert tomllib.loads(answer["text"])["limbs"] == "either"


def test_what_is_kept_is_listed_shown_and_counted_like_the_catalogue(ada: Browser) -> None:
    own = kept(ada)
    identifier = own["identifier"]
    (row,) = [one for one in ada.get("/v1/exercises") if one["origin"] != "catalogue"]
    assert (row["identifier"], row["name"], row["origin"], row["has_figure"]) == (
        identifier,
        "My squat",
        "own",
        True,
    )
    details = ada.get(f"/v1/exercises/{identifier}")
    assert details["joints"][-1] == "ankle"
    figure = ada.ask("GET", f"/v1/exercises/{identifier}/figure.svg")
    assert figure.text.startswith("<svg")
    shown = ada.get(f"/v1/exercises/{identifier}/demonstration")
    assert {len(frame) for frame in shown["frames"]} == {99}
    assert counted(ada, {"exercise": identifier})["sets"][0]["attempted"] == 4
    session = ada.get(f"/v1/sessions/{SESSION}")
    assert session["details"]["plan"]["definition"] == own["text"]
    assert (session["subject"], session["title"]) == (identifier, "My squat")


def test_a_session_is_called_by_the_present_name_and_by_the_first_one_when_the_exercise_is_gone(
    ada: Browser,
) -> None:
    own = kept(ada)
    counted(ada, {"exercise": own["identifier"]})
    own = changed(ada, own, name="Box squat")
    assert [one["title"] for one in ada.get("/v1/sessions")["records"]] == ["Box squat"]
    bob = ada.another().sign_up("Bob")
    shared = changed(ada, own, is_shared=True)
    assert bob.get(f"/v1/exercises/{shared['identifier']}")["name"] == "Box squat"


def test_what_is_shared_is_for_everybody_and_changed_by_its_owner_alone(ada: Browser) -> None:
    bob = ada.another().sign_up("Bob")
    own = kept(ada)
    path = f"/v1/own-exercises/{own['identifier']}"
    assert bob.ask("GET", path).status_code == 404
    own = changed(ada, own, is_shared=True)
    assert (bob.get(path)["is_own"], bob.get(path)["name"]) == (False, "My squat")
    assert [one["origin"] for one in bob.get("/v1/exercises") if one["origin"] != "catalogue"] == ["shared"]
    assert counted(bob, {"exercise": own["identifier"]})["sets"][0]["attempted"] == 4
    assert bob.ask("PATCH", path, json={"rev": own["rev"], "name": "Mine now"}).status_code == 404
    assert bob.ask("DELETE", path).status_code == 404
    assert ada.ask("DELETE", path).status_code == 204
    assert bob.ask("GET", path).status_code == 404
    # What Bob did with it stays, and can be read again without it.
    assert bob.get(f"/v1/sessions/{SESSION}")["title"] == "My squat"


def test_what_was_removed_can_be_restored(ada: Browser) -> None:
    path = f"/v1/own-exercises/{kept(ada)['identifier']}"
    assert ada.ask("DELETE", path).status_code == 204
    assert ada.ask("GET", path).status_code == 404
    assert ada.get("/v1/own-exercises") == []
    assert ada.ask("POST", f"{path}/restore").status_code == 204
    assert [one["name"] for one in ada.get("/v1/own-exercises")] == ["My squat"]


def test_the_file_is_the_terminals(ada: Browser, tmp_path: Path) -> None:
    own = kept(ada, name="Übung «eins»")
    answer = ada.ask("GET", f"/v1/own-exercises/{own['identifier']}/file")
    name = answer.headers["content-disposition"].partition('filename="')[2].rstrip('"')
    (tmp_path / name).write_bytes(answer.content)
    assert load_exercise(tmp_path / name).name == "Übung «eins»"


def test_a_file_of_the_terminal_becomes_ones_own_under_a_name_of_its_own(ada: Browser) -> None:
    squat = Path(__file__).parents[2] / "src" / "poise" / "catalogue" / "exercises" / "squat.toml"
    answer = ada.post("/v1/own-exercises", {"text": squat.read_text()}).json()
    assert answer["identifier"].startswith("squat-x")
    assert answer["exercise"]["id"] == answer["identifier"]
    assert answer["cycle"] is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "id = "}, 422),
        ({"text": "x" * 20_001}, 422),
        ({"text": "", "cycle": {"duration_s": 1.0, "peak": 0, "points_mm": [1, 2]}}, 422),
    ],
)
def test_what_is_no_exercise_is_not_kept(ada: Browser, body: dict[str, Any], status: int) -> None:
    answer = ada.post("/v1/own-exercises", body)
    assert answer.status_code == status
    assert ada.get("/v1/own-exercises") == []


def test_of_two_pages_that_change_it_the_second_is_told(ada: Browser) -> None:
    own = kept(ada)
    changed(ada, own, name="One")
    answer = ada.ask(
        "PATCH", f"/v1/own-exercises/{own['identifier']}", json={"rev": own["rev"], "name": "Two"}
    )
    assert answer.status_code == 409
    assert ada.get(f"/v1/own-exercises/{own['identifier']}")["name"] == "One"


# -- poses -----------------------------------------------------------------------------------------------------------


def landmarks_of(pose: Pose) -> dict[str, Any]:
    return ReferenceLandmarks.of(pose).document()


def test_a_pose_that_a_camera_saw_is_kept_listed_drawn_and_held(ada: Browser) -> None:
    seen = library()["tree"].pose
    answer = ada.post("/v1/own-poses", {"name": "My tree", "landmarks": landmarks_of(seen)})
    assert answer.status_code == 201, answer.text
    identifier = answer.json()["identifier"]
    (row,) = [one for one in ada.get("/v1/poses") if one["is_kept"]]
    assert (row["name"], row["tradition"], row["is_own"]) == ("My tree", "own", True)
    assert ada.ask("GET", f"/v1/poses/{identifier}/figure.svg").text.startswith("<svg")
    poses = take_poses([Stay("tree", 3.0)])
    items = frames(poses)
    with ada.socket() as socket:
        client = LiveClient(socket)
        plan = {"kind": "hold-pose", "pose": identifier, "seconds": 2.0, "level": "beginner"}
        client.say(hello(plan, image_size=poses.image_size))
        client.until("welcome")
        client.send(items)
        client.say({"type": "finish", "items": len(items)})
        assert client.until("summary")["result"]["longest_s"] > 1
    assert ada.get("/v1/sessions")["records"][0]["title"] == "My tree"


def test_a_pose_of_ones_own_is_nobody_elses_and_is_restored_as_it_was(ada: Browser) -> None:
    given = {"name": "My tree", "landmarks": landmarks_of(library()["tree"].pose)}
    identifier = ada.post("/v1/own-poses", given).json()["identifier"]
    bob = ada.another().sign_up("Bob")
    assert bob.ask("GET", f"/v1/poses/{identifier}").status_code == 404
    assert bob.ask("DELETE", f"/v1/own-poses/{identifier}").status_code == 404
    kept_pose = ada.get(f"/v1/own-poses/{identifier}")
    assert ada.ask("DELETE", f"/v1/own-poses/{identifier}").status_code == 204
    assert ada.ask("GET", f"/v1/poses/{identifier}").status_code == 404
    assert ada.post("/v1/own-poses", kept_pose).json()["identifier"] == identifier
    assert ada.get(f"/v1/own-poses/{identifier}") == kept_pose


def test_a_pose_of_which_little_was_seen_or_whose_name_is_taken_is_not_kept(ada: Browser) -> None:
    given: dict[str, Any] = {"name": "My tree", "landmarks": landmarks_of(library()["tree"].pose)}
    hidden = {**given["landmarks"], "rows": [None] * len(given["landmarks"]["rows"])}
    assert ada.post("/v1/own-poses", {"name": "x", "landmarks": hidden}).status_code == 400
    assert ada.post("/v1/own-poses", given).status_code == 201
    assert ada.post("/v1/own-poses", given).status_code == 409
