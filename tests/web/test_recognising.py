"""What somebody is doing, asked through the web."""

from __future__ import annotations

import pytest
from tests.studio.live.stream_maker import frames
from tests.synthetic.performance import perform
from tests.web.browser import Browser

from poise.studio.live import Item, ItemKind
from poise.studio.live.items import encode_item


@pytest.fixture
def ada(browser: Browser) -> Browser:
    return browser.sign_up("Ada")


def packed(items: list[Item]) -> bytes:
    return b"".join(encode_item(item) for item in items)


@pytest.mark.parametrize("exercise", ["squat", "biceps-curl", "jumping-jack"])
def test_a_few_repetitions_are_recognised(ada: Browser, exercise: str) -> None:
    poses = perform(exercise, repetitions=4).sequence
    width, height = poses.image_size
    path = f"/v1/recognise?width={width}&height={height}"
    answer = ada.ask("POST", path, content=packed(frames(poses)))
    assert answer.status_code == 200, answer.text
    assert answer.json()["exercise"] == exercise
    assert answer.json()["candidates"][0]["exercise"] == exercise


@pytest.mark.parametrize(
    ("exercise", "alike"), [("plank", {"push-up", "knee-push-up"}), ("squat", {"sumo-squat", "sit-to-stand"})]
)
def test_what_one_camera_can_hardly_tell_apart_is_offered_beside_the_answer(
    ada: Browser, exercise: str, alike: set[str]
) -> None:
    poses = perform(exercise, repetitions=4).sequence
    width, height = poses.image_size
    path = f"/v1/recognise?width={width}&height={height}"
    answer = ada.ask("POST", path, content=packed(frames(poses))).json()
    offered = [one["exercise"] for one in answer["candidates"]]
    assert answer["exercise"] == exercise
    assert alike <= set(offered)
    assert len(offered) == len(set(offered)) <= 5


def test_standing_still_is_no_exercise(ada: Browser) -> None:
    poses = perform("squat", repetitions=0, idle_s=(2.0, 2.0)).sequence
    answer = ada.ask("POST", "/v1/recognise", content=packed(frames(poses)))
    assert answer.json()["exercise"] is None


@pytest.mark.parametrize(
    "items",
    [
        [],
        [Item(ItemKind.NOBODY, 0.0)],
        [Item(ItemKind.NOBODY, 0.0), Item(ItemKind.NOBODY, 1.0)],
        [Item(ItemKind.NOBODY, 5.0), Item(ItemKind.NOBODY, 1.0)],
    ],
)
def test_too_little_or_out_of_order_is_refused(ada: Browser, items: list[Item]) -> None:
    answer = ada.ask("POST", "/v1/recognise", content=packed(items))
    assert answer.status_code == 400


@pytest.mark.parametrize("content", [b"x", b"\x01" * 500, packed([Item(ItemKind.NOBODY, 0.0)])[:-1]])
def test_what_cannot_be_read_is_refused(ada: Browser, content: bytes) -> None:
    answer = ada.ask("POST", "/v1/recognise", content=content)
    assert answer.status_code == 422
    assert set(answer.json()) == {"detail", "code"}
