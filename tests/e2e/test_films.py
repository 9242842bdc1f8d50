"""Films brought to a real studio with a real worker, by a real browser: cut, closed, resumed, analysed, watched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.analysis.repetition.figure import film
from tests.analysis.repetition.figure import squats as squatting
from tests.e2e.browser import Traffic, wait_until
from tests.e2e.studio import Studio, Witness, browser_with_webcam, served_studio, set_up
from tests.e2e.test_accessibility import complaints
from tests.e2e.test_appearance import MEASURE
from tests.media_maker import cut_clip

from poise.media.recording import Recording, encode_recording
from poise.pose import PoseSequence

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, CDPSession, Dialog, Page

pytestmark = [pytest.mark.browser, pytest.mark.models, pytest.mark.reference]

SKELETON_PIXELS = """() => {
  const canvas = document.querySelector("video").parentElement.querySelector("canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let i = 3; i < data.length; i += 4) if (data[i] > 128) count++;
  return count;
}"""

PASSWORD = "a long and simple sentence"
MEGABYTE = 1_000_000
ANALYSED_MS = 240_000  # on a machine that does other things as well


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with served_studio(tmp_path_factory.mktemp("data"), workers=1) as studio:
        yield studio


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_with_webcam(None) as browser:
        yield browser


@pytest.fixture(scope="module")
def context(browser: Browser, studio: Studio) -> Iterator[BrowserContext]:
    context = browser.new_context(
        locale="en-GB", base_url=studio.address, viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    set_up(page, studio, "Ada", PASSWORD)
    page.locator("nav").first.wait_for()
    page.close()
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    yield page
    page.close()


@pytest.fixture(scope="module")
def squats(reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return two squats in a file so large that it is sent in several pieces: a box that players skip follows them."""
    clip = (reference_data / "exercise" / "clips" / "rohan_squat.mp4").read_bytes()
    room = 24 * MEGABYTE
    path = tmp_path_factory.mktemp("film") / "Saturday squats.mp4"
    path.write_bytes(clip + room.to_bytes(4, "big") + b"free" + bytes(room - 8))
    return path


def throttle(page: Page, bytes_per_s: float = -1.0, *, is_offline: bool = False) -> CDPSession:
    """Bound how fast a page sends; -1 ends it."""
    tools = page.context.new_cdp_session(page)
    line = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_per_s, "offline": is_offline}
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", line)
    return tools


def offsets_of(page: Page) -> list[int]:
    """Return the list into which the offset of every piece that is sent from now on is written."""
    offsets: list[int] = []

    def note(request: Any) -> None:
        if request.method == "PATCH" and "/api/v1/uploads/" in request.url:
            offsets.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return offsets


def sent_part(page: Page) -> float:
    return float(page.evaluate("document.querySelector('progress')?.value ?? -1"))


def choose(page: Page, *files: Path) -> None:
    page.locator(".drop input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Send and analyse").click()


def row(page: Page, name: str) -> Any:
    return page.locator(".item").filter(has_text=name).first


def repeat(clip: Path, into: Path, *, times: int) -> Path:
    """Write a clip several times in sequence: a film that takes long to analyse, however fast the machine is."""
    import av

    with av.open(str(into), "w") as film:
        copy, shift = None, 0
        for _ in range(times):
            with av.open(str(clip)) as source:
                stream = source.streams.video[0]
                copy = copy or film.add_stream_from_template(stream)
                end = shift
                for packet in source.demux(stream):
                    if packet.dts is None or packet.pts is None:
                        continue
                    packet.dts += shift
                    packet.pts += shift
                    end = max(end, packet.pts + (packet.duration or 0))
                    packet.stream = copy
                    film.mux(packet)
                shift = end
    return into


def hold_the_end(clip: Path, into: Path, *, frames: int) -> Path:
    """Write a clip whose last picture stands for many frames, as if somebody stayed where the clip ends."""
    import av

    with av.open(str(clip)) as source, av.open(str(into), "w") as film:
        pictures = [one.to_ndarray(format="rgb24") for one in source.decode(video=0)]
        stream = film.add_stream("libx264", rate=source.streams.video[0].average_rate)
        stream.height, stream.width = pictures[0].shape[:2]
        for picture in [*pictures, *[pictures[-1]] * frames]:
            film.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        film.mux(stream.encode())
    return into


def choose_squat(page: Page) -> None:
    """Open the page from the start page, and choose the exercise among all of them."""
    from playwright.sync_api import expect

    page.goto("/")
    page.get_by_role("link", name="Bring a video").click()
    page.get_by_label("Choose it").click()
    dialog = page.get_by_role("dialog", name="Which exercise is in the film?")
    dialog.get_by_role("button", name=re.compile("^Squat ")).first.click()
    expect(page.get_by_label("Squat", exact=True)).to_be_checked()


def send_through_a_cut(page: Page, film: Path) -> None:
    """Send most of a film over a line that is cut for a while; it goes on by itself, and not from the beginning."""
    offsets = offsets_of(page)
    line = throttle(page, 4 * MEGABYTE)
    choose(page, film)
    wait_until(page, "document.querySelector('progress')?.value > 0.35")
    line.detach()
    line = throttle(page, is_offline=True)
    page.wait_for_timeout(700)
    line.detach()
    throttle(page, 4 * MEGABYTE)
    wait_until(page, "document.querySelector('progress')?.value > 0.6", 60)
    assert offsets[0] == 0
    assert offsets.count(0) == 1
    assert max(offsets) > 0


def pause_and_close(page: Page, film: Path) -> None:
    """Pause and go on by hand; then load the page again, of which the browser asks first."""
    from playwright.sync_api import expect

    row(page, film.name).get_by_role("button", name="Pause").click()
    expect(row(page, film.name)).to_contain_text("Paused")
    row(page, film.name).get_by_role("button", name="Go on").click()
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.once("dialog", leave)
    page.reload()
    assert asked == ["beforeunload"]


def send_the_rest(page: Page, film: Path) -> None:
    """Choose the same file again: the studio has what came, and takes what is missing."""
    from playwright.sync_api import expect

    expect(row(page, film.name)).to_contain_text("choose the same file again to go on")
    expect(page.get_by_label("Squat", exact=True)).to_be_checked()
    page.get_by_label("Keep the film in this studio").check()
    offsets = offsets_of(page)
    again = row(page, film.name).locator("input[type=file]")
    again.set_input_files({"name": "another.mp4", "mimeType": "video/mp4", "buffer": b"something else"})
    expect(row(page, film.name)).to_contain_text(f"This is not {film.name}.")
    assert offsets == []
    again.set_input_files(film)
    expect(row(page, film.name)).to_contain_text("frames per second", timeout=ANALYSED_MS)
    assert offsets
    assert min(offsets) > 0


def watch_analysis(page: Page, film: Path) -> None:
    from playwright.sync_api import expect

    assert 0 <= sent_part(page) < 1
    expect(page.get_by_role("link", name="See the result")).to_be_visible(timeout=ANALYSED_MS)
    expect(page.get_by_role("status").filter(has_text=f"{film.name} has been analysed.")).to_have_count(1)
    page.get_by_role("link", name="See the result").click()


def watch_repetition(page: Page) -> None:
    """Go to the second repetition on the time line: the film jumps there, and the skeleton is drawn over it."""
    from playwright.sync_api import expect

    wait_until(page, "document.querySelector('video')?.readyState >= 2", 60)
    marks = page.get_by_role("listbox").get_by_role("option")
    expect(marks).to_have_count(2)
    marks.nth(1).click()
    wait_until(page, "document.querySelector('video').currentTime > 9")
    wait_until(page, f"({SKELETON_PIXELS})() > 500")


def test_a_film_goes_through_a_cut_and_a_closed_tab_and_is_watched(
    context: BrowserContext, page: Page, squats: Path, studio: Studio
) -> None:
    from playwright.sync_api import expect

    witness = Witness(context, studio.address)
    choose_squat(page)
    send_through_a_cut(page, squats)
    pause_and_close(page, squats)
    send_the_rest(page, squats)
    watch_analysis(page, squats)

    # The film of this tab is there without being asked for.
    expect(page.locator("header .eyebrow")).to_contain_text(f"film {squats.name}")
    expect(page.locator("dd.numeral").first).to_have_text(re.compile(r"2\s*/ 2"))
    assert (page.locator("video").get_attribute("src") or "").startswith("blob:")
    watch_repetition(page)

    # Elsewhere the kept original is played, until it is removed.
    page.reload()
    watch_repetition(page)
    assert (page.locator("video").get_attribute("src") or "").endswith("/film")
    page.get_by_role("button", name="Remove the kept film").click()
    page.get_by_role("button", name="Remove it for good").click()
    expect(page.get_by_role("heading", name="Replay")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Replay")).to_be_visible()
    expect(page.get_by_role("button", name="Remove the kept film")).to_have_count(0)
    assert witness.foreign == []
    assert witness.complaints == []


def test_a_job_is_cancelled_and_tried_again_and_removed(
    page: Page, reference_data: Path, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    page.goto("/films?exercise=push-up")
    push_up = reference_data / "exercise" / "clips" / "mm_push_up.mp4"
    clip = repeat(push_up, tmp_path / "an hour of push-ups.mp4", times=40)
    choose(page, clip)
    one = row(page, clip.name)
    one.get_by_text("frames per second").wait_for(timeout=ANALYSED_MS)
    one.get_by_role("button", name="Cancel").click()
    expect(one).to_contain_text("cancelled")
    one.get_by_role("button", name="Try again").click()
    one.get_by_role("button", name="Cancel").click()
    expect(one).to_contain_text("cancelled")
    one.get_by_role("button", name=f"Remove {clip.name} from the list").click()
    expect(page.locator(".item").filter(has_text=clip.name)).to_have_count(0)
    traffic = Traffic(page.context)
    page.reload()
    page.get_by_role("heading", name="Your films").wait_for()
    traffic.settle(page)
    expect(page.locator(".item").filter(has_text="cancelled")).to_have_count(0)


def test_a_film_in_which_no_exercise_is_recognised_is_analysed_as_the_chosen_one(
    page: Page, reference_data: Path, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    page.goto("/films")
    standing = cut_clip(
        reference_data / "exercise" / "clips" / "rohan_squat.mp4", tmp_path / "standing.mp4", frames=60
    )
    choose(page, standing)
    one = row(page, standing.name)
    expect(one).to_contain_text("choose which one it is", timeout=ANALYSED_MS)
    one.get_by_role("button", name="Choose the exercise").click()
    dialog = page.get_by_role("dialog", name="Which exercise is in the film?")
    dialog.get_by_role("button", name=re.compile("^Squat ")).first.click()
    expect(one.get_by_role("link", name="See the result")).to_be_visible(timeout=ANALYSED_MS)
    expect(one).to_contain_text("Squat")


def test_a_film_asks_between_two_exercises_and_is_analysed_as_the_chosen_one(
    page: Page, reference_data: Path, tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    clip = reference_data / "exercise" / "clips" / "mm_push_up.mp4"
    held = hold_the_end(clip, tmp_path / "held.mp4", frames=360)
    page.goto("/films")
    choose(page, held)
    one = row(page, held.name)
    expect(one).to_contain_text("This may be Push-up or Plank; choose which one it is.", timeout=ANALYSED_MS)
    expect(one.get_by_role("button", name="Try again")).to_have_count(0)
    one.get_by_role("button", name="Push-up", exact=True).click()
    expect(one.get_by_role("link", name="See the result")).to_be_visible(timeout=ANALYSED_MS)
    expect(one).to_contain_text("Push-up")


def test_a_recording_is_brought_and_judged_as_something_else_and_back(page: Page, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    recording = tmp_path / "living room.poise"
    poses = PoseSequence.from_poses(list(film(squatting(115), 12.0)))
    recording.write_bytes(encode_recording(Recording((poses,), {})))
    page.goto("/films")
    choose(page, recording)
    row(page, recording.name).get_by_role("link", name="See the result").click(timeout=ANALYSED_MS)
    expect(page.get_by_role("heading", level=1)).to_contain_text("quat")
    first = page.url

    page.get_by_role("button", name="This was something else?").click()
    dialog = page.get_by_role("dialog", name="Which exercise was it?")
    dialog.get_by_role("button", name=re.compile("^Forward lunge ")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Forward lunge", timeout=ANALYSED_MS)
    assert page.url != first

    page.get_by_role("link", name="See the earlier result").click()
    expect(page.get_by_text("This result does not count any more")).to_be_visible()
    page.get_by_role("link", name="See the newer result").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("quat")
    expect(page.get_by_text("This result does not count any more")).to_have_count(0)
    assert page.url == first


def test_what_is_no_film_is_told_in_one_sentence(page: Page, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    page.goto("/films")
    text = tmp_path / "notes.txt"
    text.write_text("three sets of squats")
    page.locator(".drop input[type=file]").set_input_files(text)
    expect(page.get_by_role("alert")).to_contain_text("These are no films: notes.txt.")
    expect(page.get_by_role("button", name="Send and analyse")).to_be_disabled()
    renamed = tmp_path / "notes.mp4"
    renamed.write_text("three sets of squats" * 1000)
    choose(page, renamed)
    expect(page.locator(".drop input[type=file]")).to_be_focused()
    notice = row(page, renamed.name).locator(".notice.wrong")
    expect(notice).to_be_visible(timeout=ANALYSED_MS)
    expect(row(page, renamed.name).get_by_role("button")).to_have_text("Remove")
    assert re.fullmatch(r"[^.]*notes\.mp4[^.]*\.|[^.]+\.", notice.inner_text()), notice.inner_text()


@pytest.mark.parametrize(("scheme", "language", "width"), [("dark", "de-DE", 320), ("light", "en-GB", 1280)])
def test_the_page_suits_everybody(
    browser: Browser, context: BrowserContext, studio: Studio, scheme: Any, language: str, width: int
) -> None:
    other = browser.new_context(
        color_scheme=scheme,
        locale=language,
        base_url=studio.address,
        viewport={"width": width, "height": 800},
    )
    other.add_cookies(context.cookies())  # type: ignore[arg-type]
    page, traffic = other.new_page(), Traffic(other)
    page.goto("/films")
    page.get_by_role("heading", level=2).wait_for()
    traffic.settle(page)
    page.evaluate(MEASURE)
    found = [*complaints(page), *page.evaluate("[...measure.outside(), ...measure.cramped()]")]
    other.close()
    assert found == []
