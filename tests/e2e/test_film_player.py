"""A session with its film in a real browser: skeleton and film in step, time line, keys, files that do not play."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from tests.analysis.repetition.figure import film, squats
from tests.e2e.browser import wait_until
from tests.e2e.made_film import write_film_of
from tests.e2e.sample_data import Furnished, furnished_studio, signed_in
from tests.e2e.test_accessibility import complaints
from tests.e2e.test_appearance import MEASURE
from tests.web.keeping import a_session, coached_details

from poise.media.recording import Recording, encode_recording
from poise.pose import Pose, PoseSequence
from poise.store import Session
from poise.store.opening import store_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

IN_STEP = (Path(__file__).parent / "in_step.js").read_text("utf-8")
SESSION = "01936f3e-7c00-7000-8000-00000000f11a"
LIVE = "01936f3e-7c00-7000-8000-00000000f11b"
FAULT_S = 5.0
CLIP = "squats.mp4"


def upright(pose: Pose) -> Pose:
    """Return a pose of an upright phone's frame."""
    return replace(pose, image=pose.image - np.array([80.0, 0.0, 0.0]), image_size=(480, 640))


def poses() -> list[Pose]:
    """Return squats of two seconds, ten frames in a second, with a rest of six seconds after the third."""
    found = [upright(one) for one in film(squats(115), 6.0, 10.0)]
    return [*found, *(replace(one, time_s=one.time_s + 12.0) for one in found)]


def filmed() -> list[Pose]:
    """Return what the film shows: the same, and in the rest an empty room."""
    first = poses()[0]
    nobody = replace(first, image=np.full_like(first.image, np.nan), visibility=np.zeros(33))
    empty = [replace(nobody, time_s=number / 10) for number in range(60, 120)]
    return sorted([*poses(), *empty], key=lambda one: one.time_s)


def repetition(number: int, *faults: tuple[float, str, str]) -> dict[str, Any]:
    start_s = 2.0 * (number - 1) + (6.0 if number > 3 else 0.0)
    found = [
        {"name": "too-shallow", "time_s": time_s, "cue": cue, "severity": severity}
        for time_s, cue, severity in faults
    ]
    return {
        "number": number,
        "start_s": start_s,
        "peak_s": start_s + 1.0,
        "end_s": start_s + 1.95,
        "accurate": not any(severity == "major" for _, _, severity in faults),
        "score": 80.0,
        "side": "both",
        "faults": found,
        "range_deg": {"left_knee_flexion": 100.0},
        "tempo_s": {"eccentric": 1.0, "pause": 0.1, "concentric": 0.9},
        "asymmetry": None,
    }


def session(account: str, identifier: str, **details: Any) -> Session:
    repetitions = [
        repetition(1),
        repetition(2, (3.1, "Keep your chest up", "minor")),
        repetition(3, (FAULT_S, "Go a little deeper", "major")),
        *(repetition(number) for number in (4, 5, 6)),
    ]
    one_set: dict[str, Any] = {"attempted": 6, "accurate": 5, "unfinished": 0, "hold_s": 0.0}
    one_set |= {"score": 80.0, "repetitions": repetitions, "faults": [], "notices": []}
    return replace(
        a_session(identifier, account, 800),
        measures={"attempted": 6, "accurate": 5, "hold_s": 0.0},
        details={**coached_details(one_set), "image_size": [480, 640], **details},
    )


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the film: stored lying as phones do, its picture beginning after its sound."""
    return write_film_of(filmed(), tmp_path_factory.mktemp("film") / CLIP, turned_deg=90, begins_s=0.3)


@pytest.fixture(scope="module")
def furnished(browser: Browser, clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    with furnished_studio(tmp_path_factory.mktemp("data"), browser, display_name="Ada") as furnished:
        of = {"name": CLIP, "size": clip.stat().st_size, "sha256": "", "upload": "", "recognised": False}
        sessions = [session(furnished.account, SESSION, film=of), session(furnished.account, LIVE)]
        with ThreadPoolExecutor(1) as aside:  # this thread is Playwright's
            aside.submit(lambda: asyncio.run(put(furnished.data_dir, sessions))).result()
        yield furnished


async def put(data_dir: Path, sessions: list[Session]) -> None:
    store = store_at(data_dir, is_server=False)
    await store.open()
    try:
        for one in sessions:
            await store.sessions.add(one)
            recording = encode_recording(Recording((PoseSequence.from_poses(poses()),), {}))
            await store.recordings.put(one.identifier, [recording])
    finally:
        await store.close()


@pytest.fixture
def page(browser: Browser, furnished: Furnished) -> Iterator[Page]:
    context = signed_in(
        browser,
        furnished,
        locale="en-GB",
        base_url=furnished.studio.address,
        viewport={"width": 1100, "height": 900},
    )
    yield context.new_page()
    context.close()


def choose(page: Page, file: Path, identifier: str = SESSION, *, can_play: bool = True) -> None:
    """Open a session's page and choose a film of this device."""
    page.goto(f"/history/{identifier}")
    page.get_by_role("heading", name="Replay").wait_for()
    page.locator("section input[type=file]").set_input_files(file)
    page.evaluate(IN_STEP)
    if can_play:
        page.evaluate("inStep.opened()")


def settled(page: Page) -> dict[str, Any]:
    """Wait until the film shows what it was sent to, and measure."""
    found: dict[str, Any] = page.evaluate("inStep.settled()")
    return found


def offset(found: dict[str, Any]) -> tuple[float, float]:
    return found["head"]["x"] - found["disc"]["x"], found["head"]["y"] - found["disc"]["y"]


def slider(page: Page, to_s: float) -> None:
    page.locator("input[type=range]").evaluate(
        "(one, to) => { one.value = to; one.dispatchEvent(new Event('input', {bubbles: true})); }", to_s
    )


def time_of(page: Page) -> float:
    return float(page.locator("input[type=range]").evaluate("one => one.valueAsNumber"))


def test_the_skeleton_lies_on_the_body_in_every_frame(page: Page, clip: Path) -> None:
    choose(page, clip)
    page.get_by_role("heading", name="Film").wait_for()
    seen = []
    for to_s in (0.0, 0.5, 1.0, 1.4, 4.75, 13.3):
        slider(page, to_s)
        seen.append(settled(page))
    page.get_by_role("button", name="Play").click()
    seen += page.evaluate("inStep.watch(10)")
    across, down = zip(*map(offset, seen), strict=True)
    # In ten frames a second the head moves by up to 20 px from one to the next.
    assert max(down) - min(down) < 2.5, down
    assert max(map(abs, across)) < 2.5, across
    assert -12 < min(down) < 0
    height = [one["disc"]["y"] for one in seen]
    assert max(height) - min(height) > 40  # it did move


def test_nobody_is_drawn_where_nobody_was_seen(page: Page, clip: Path) -> None:
    choose(page, clip)
    slider(page, 9.0)
    assert settled(page)["head"] is None


def test_single_frames_are_stepped_through(page: Page, clip: Path) -> None:
    choose(page, clip)
    slider(page, 1.0)
    settled(page)
    page.locator(".film[role=group]").focus()
    downs = []
    for key, expected in ((".", 1.1), (".", 1.2), (",", 1.1), ("ArrowRight", 2.1), ("ArrowLeft", 1.1)):
        page.keyboard.press(key)
        wait_until(page, f"Math.abs(document.querySelector('video').currentTime - {expected + 0.3}) < 0.05")
        found = settled(page)
        assert time_of(page) == pytest.approx(expected, abs=0.01), key
        downs.append(offset(found)[1])
    assert max(downs) - min(downs) < 2.5


def test_a_fault_on_the_time_line_is_gone_to_and_seen_slowly(page: Page, clip: Path) -> None:
    from playwright.sync_api import expect

    choose(page, clip)
    page.get_by_role("option", name="Repetition 3: Go a little deeper").click()
    found = settled(page)
    assert time_of(page) == FAULT_S
    assert found["time_s"] == pytest.approx(FAULT_S + 0.3, abs=0.01)
    expect(page.get_by_label("Speed")).to_have_value("0.25")
    expect(page.locator(".now")).to_have_text("Repetition 3, not counted: Go a little deeper")
    assert page.evaluate("document.querySelector('video').playbackRate") == 0.25


def test_a_repetition_of_the_table_is_seen_where_its_fault_is(page: Page, clip: Path) -> None:
    from playwright.sync_api import expect

    choose(page, clip)
    page.get_by_role("button", name="See repetition 3").click()
    settled(page)
    assert time_of(page) == FAULT_S
    expect(page.locator("video")).to_be_in_viewport(ratio=0.5)
    page.keyboard.press("ArrowRight")  # the focus is in the player
    settled(page)
    assert time_of(page) == pytest.approx(FAULT_S + 1.0)


def test_the_time_line_is_gone_through_by_keyboard(page: Page, clip: Path) -> None:
    from playwright.sync_api import expect

    choose(page, clip)
    line = page.get_by_role("listbox", name="Repetitions and faults")
    line.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.locator("p.words")).to_contain_text("Repetition 2: Keep your chest up")
    page.keyboard.press("Enter")
    assert time_of(page) == pytest.approx(3.1)
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    assert time_of(page) == pytest.approx(16.0)


def test_a_repetition_is_repeated(page: Page, clip: Path) -> None:
    choose(page, clip)
    slider(page, 3.6)
    page.get_by_role("button", name="Repeat this repetition").click()
    page.get_by_role("button", name="Play").click()
    last, first = page.evaluate("inStep.turn()")
    assert 3.9 < last - 0.3 < 6.0  # at the end, or a little later on a slow machine
    assert first - 0.3 == pytest.approx(2.0, abs=0.5)
    assert page.evaluate("inStep.turn()")[1] == pytest.approx(first, abs=0.5)


def test_the_chart_and_the_film_go_together(page: Page, clip: Path) -> None:
    choose(page, clip)
    settled(page)
    box = page.locator(".chart .u-over").bounding_box()
    assert box is not None
    page.locator(".chart .u-over").click(position={"x": box["width"] * 0.7, "y": 40})
    found = settled(page)
    assert found["time_s"] - 0.3 == pytest.approx(time_of(page), abs=0.11)
    assert 11 < time_of(page) < 14


def test_without_a_film_the_figure_is_played_on_the_same_time_line(page: Page) -> None:
    from playwright.sync_api import expect

    page.goto(f"/history/{LIVE}")
    page.get_by_role("heading", name="Replay").wait_for()
    page.get_by_role("button", name="On to the next mark").click()
    page.get_by_role("button", name="On to the next mark").click()
    assert time_of(page) == pytest.approx(3.1)
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    wait_until(page, "document.querySelector('input[type=range]').valueAsNumber > 3.3")
    page.get_by_role("button", name="Pause").click()


def test_a_film_that_was_taken_beside_a_live_session_is_brought_into_step(page: Page, tmp_path: Path) -> None:
    later = [replace(one, time_s=one.time_s + 2.0) for one in poses()]
    standing = [replace(poses()[0], time_s=number / 10) for number in range(20)]
    clip = write_film_of([*standing, *later], tmp_path / "beside.mp4")
    choose(page, clip, LIVE)
    page.get_by_label("The session began so many seconds into the film").fill("2")
    heights = []
    for to_s in (0.5, 1.0, 13.0):
        slider(page, to_s)
        found = settled(page)
        assert found["time_s"] == pytest.approx(to_s + 2.0, abs=0.01)
        heights.append(offset(found)[1])
    assert max(heights) - min(heights) < 2.5


def test_a_film_that_the_browser_cannot_play_leaves_the_figure(page: Page, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"this is no film" * 100)
    choose(page, broken, can_play=False)
    expect(page.get_by_role("alert")).to_contain_text("This browser cannot play this film")
    expect(page.get_by_role("heading", name="Replay")).to_be_visible()
    expect(page.get_by_text("This file is not the film that was analysed")).to_be_visible()


def test_a_film_of_another_shape_gets_no_skeleton(page: Page, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    wide = [replace(one, image_size=(640, 480)) for one in poses()[:20]]
    choose(page, write_film_of(wide, tmp_path / "wide.mp4"), LIVE)
    expect(page.get_by_text("This film has another shape")).to_be_visible()
    assert settled(page)["head"] is None


@pytest.mark.parametrize(
    ("scheme", "language", "width", "height"), [("dark", "de-DE", 320, 700), ("light", "en-GB", 1280, 900)]
)
def test_the_player_suits_everybody(
    browser: Browser, furnished: Furnished, clip: Path, scheme: Any, language: str, width: int, height: int
) -> None:
    from tests.e2e.sample_data import change_profile

    context = signed_in(
        browser,
        furnished,
        color_scheme=scheme,
        locale=language,
        base_url=furnished.studio.address,
        viewport={"width": width, "height": height},
    )
    page = context.new_page()
    page.goto("/")
    page.locator("nav").first.wait_for()
    change_profile(page, language=language[:2])
    page.goto(f"/history/{SESSION}")
    page.locator("section input[type=file]").set_input_files(clip)
    page.locator("video").wait_for()
    page.evaluate(IN_STEP)
    page.evaluate("inStep.opened()")
    slider(page, FAULT_S)
    settled(page)
    page.evaluate(MEASURE)
    found = [*complaints(page), *page.evaluate("[...measure.outside(), ...measure.cramped()]")]
    change_profile(page, language="en")
    context.close()
    assert found == []
