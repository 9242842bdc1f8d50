"""Makes the pictures of the README from the synthetic person: nobody's photograph is needed.

    python -m tools.readme_pictures          writes docs/pictures/*.png
    python -m tools.readme_pictures history  writes one of them

`coached` is a frame of a coached film, `compared` what `poise compare -o` draws, `history` the page of a session that
was trained over the live connection of a real studio, in Chromium.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import FloatRect
from tests.e2e.studio import browser_with_webcam, served_studio
from tests.e2e.test_kill import Trainee, signed_up
from tests.studio.live.stream_maker import frames
from tests.synthetic.body import Body
from tests.synthetic.camera import View, camera_at
from tests.synthetic.performance import Performance, filmed, perform
from tools.make_figures import SHAPES, STATURE_M, Shape, landmarks_m

import poise
from poise.analysis.repetition import Level
from poise.catalogue import catalogue
from poise.drawing import DEFAULT_STYLE, FilmFrame
from poise.drawing.film import film_width_px
from poise.drawing.head import draw_head
from poise.media.recording import Recording, write_recording
from poise.pose import PoseSequence
from poise.studio.coaching.captions import caption_set
from poise.studio.coaching.film import CoachingFilm

FOLDER = Path(__file__).resolve().parents[1] / "docs/pictures"
_TO_ROOM = np.array([1.0, -1.0, -1.0])  # a camera's y points down and its z away
_COLOURS = 128  # flat areas and anti-aliased lines: a palette makes a quarter of the bytes


def main(names: list[str]) -> None:
    """Write the pictures with these names, or all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in names or PICTURES:
        _write(FOLDER / f"{name}.png", PICTURES[name]())


def coached() -> Image.Image:
    """Return a frame of a coached film, just after a repetition that was too shallow."""
    seen = _squats(View(yaw_deg=50, image_size=(960, 560), fill=0.76, raised=-0.05)).sequence
    captions = caption_set(seen, catalogue()["squat"], Level.STANDARD)
    film = CoachingFilm(captions)
    said = [captions.at(float(time_s)) for time_s in seen.times_s]
    wrong = [index for index, one in enumerate(said) if one.cue and one.is_accurate is False]
    pose, width_px = seen[wrong[-1]], film_width_px(seen, seen.image_size)
    pixels = np.full((seen.image_size[1], seen.image_size[0], 3), DEFAULT_STYLE.ground, np.uint8)
    draw_head(pixels, pose, width_px=width_px)  # there is no picture of a face
    film.draw(pixels, FilmFrame(wrong[-1], pose.time_s, (pose,), (width_px,)))
    return Image.fromarray(pixels)


def compared() -> Image.Image:
    """Return what the terminal draws of a warrior whose front knee is too straight and whose rear arm hangs."""
    taught = SHAPES["warrior-ii"]
    tried = taught.posture.but(knee_flexion=(52, 4), hip_abduction=(62, 46), shoulder_abduction=(88, 58))
    with tempfile.TemporaryDirectory() as folder:
        reference, attempt = Path(folder, "reference.poise"), Path(folder, "attempt.poise")
        _write_pose(reference, taught)
        _write_pose(attempt, replace(taught, posture=tried))
        drawn = Path(folder, "both.png")
        poise.compare(reference, attempt, output=drawn)
        return Image.open(BytesIO(drawn.read_bytes()))


def history() -> Image.Image:
    """Return the page of a session with its replay and its chart."""
    seen = _squats(View(yaw_deg=50, image_size=(640, 480))).sequence
    with tempfile.TemporaryDirectory() as folder, served_studio(Path(folder)) as studio:
        cookie = signed_up(studio, "Ada")
        trainee = Trainee("01936f3e-7c00-7000-8000-0000000000ab", cookie, frames(seen))
        trainee.visit(studio, None)
        assert trainee.summary is not None
        name, value = cookie.split("; ")[0].split("=", 1)
        with browser_with_webcam(None) as browser:
            context = browser.new_context(viewport={"width": 900, "height": 2000}, locale="en-GB")
            context.add_cookies([{"name": name, "value": value, "url": studio.address}])
            page = context.new_page()
            page.goto(f"{studio.address}/history/01936f3e-7c00-7000-8000-0000000000ab")
            page.get_by_role("heading", name="Replay").wait_for()
            slider = page.get_by_role("slider", name="Time")
            slider.fill(str(trainee.summary["sets"][0]["repetitions"][3]["peak_s"]))
            slider.blur()
            page.wait_for_load_state("networkidle")
            chart = page.get_by_role("img", name="Knee over time").bounding_box()
            assert chart is not None
            bottom = chart["y"] + chart["height"] + 16
            clip = FloatRect(x=0, y=0, width=900, height=bottom)
            return Image.open(BytesIO(page.screenshot(clip=clip)))


PICTURES: dict[str, Callable[[], Image.Image]] = {
    "coached": coached,
    "compared": compared,
    "history": history,
}


def _squats(view: View) -> Performance:
    """Return five squats of which the fourth is too shallow."""
    return perform(
        "squat", repetitions=5, view=view, faults=["too_shallow"], on_repetitions=[3], variation=0.03
    )


def _write_pose(path: Path, shape: Shape) -> None:
    points = landmarks_m(shape)[None] * _TO_ROOM
    camera = camera_at(View(image_size=(720, 640), fill=0.75), points)
    seen: PoseSequence = filmed(Body(points, {}, STATURE_M), camera, np.zeros(1))
    write_recording(path, Recording((seen,), {}))


def _write(path: Path, picture: Image.Image) -> None:
    picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
