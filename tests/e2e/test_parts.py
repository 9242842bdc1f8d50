"""Hands and faces are found in a real browser, in the worker that the page itself uses."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.e2e.studio import Studio, set_up

from poise.estimation.drawn_person import draw_person
from poise.media.pixels import Pixels
from poise.media.video import open_video

pytestmark = [pytest.mark.browser, pytest.mark.reference, pytest.mark.models]
STATIC = Path(__file__).resolve().parents[2] / "src" / "poise" / "web" / "static"

# Speaks with the worker as lib/live/estimator.ts does; gives the parts of each picture with their numbers of values.
FIND = """async ({ worker, wasmBase, parts, pictures }) => {
  const finder = new Worker(worker, { type: "module" });
  const heard = (wanted) => new Promise((resolve, reject) => {
    finder.onerror = (event) => reject(new Error(event.message));
    finder.onmessage = ({ data }) => {
      if (data.type === "failed") reject(new Error(data.text));
      if (data.type === wanted) resolve(data);
    };
  });
  const models = Object.fromEntries(
    ["lite", "full", "hand", "face"].map((name) => [name, `/api/v1/models/${name}.task`]));
  const isReady = heard("ready");
  finder.postMessage({ type: "open", files: { wasmBase, models, parts } });
  await isReady;
  const found = [];
  for (const [index, picture] of pictures.entries()) {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const isSeen = heard("seen");
    finder.postMessage({ type: "picture", bitmap, time_ms: 1000 * (index + 1) }, [bitmap]);
    const seen = await isSeen;
    found.push(Object.fromEntries(Object.entries(seen.parts).map(([part, rows]) => [part, [...rows]])));
  }
  finder.terminate();
  return found;
}"""


def both_hands(reference_data: Path) -> Pixels:
    """Return a left hand of somebody who does a push-up on one side, and its mirror image on the other."""
    with open_video(reference_data / "exercise" / "clips" / "mm_push_up.mp4") as reader:
        hand = next(iter(reader.frames(1.99))).pixels[480:720, 400:720]
    picture = np.full((240, 960, 3), 90, np.uint8)
    picture[:, :320], picture[:, 640:] = hand, hand[:, ::-1]
    return picture


def a_face() -> Pixels:
    return np.ascontiguousarray(draw_person((1280, 1600), foot_px=(640.0, 1500.0), height_px=1400)[:800])


def as_png(pixels: Pixels) -> str:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


@pytest.fixture
def page(studio: Studio, browser: Any) -> Any:
    context = browser.new_context()
    context.set_default_timeout(60_000)
    page = context.new_page()
    set_up(page, studio, "Ada", "a long and simple sentence")
    page.get_by_role("heading", name="Good to see you, Ada").wait_for()
    return page


def test_both_hands_and_the_face_are_found_in_the_worker(page: Any, reference_data: Path) -> None:
    (worker,) = [path.name for path in (STATIC / "assets").glob("pose.worker-*.js")]
    (wasm,) = [path.name for path in STATIC.glob("vision-*") if re.fullmatch(r"vision-[\d.]+", path.name)]
    hands, face = page.evaluate(
        FIND,
        {
            "worker": f"/assets/{worker}",
            "wasmBase": f"/{wasm}",
            "parts": ["left_hand", "right_hand", "face"],
            "pictures": [as_png(both_hands(reference_data)), as_png(a_face())],
        },
    )
    assert set(hands) == {"left_hand", "right_hand"}
    assert set(face) == {"face"}  # the body was not asked for, its model not even loaded
    left, right, features = (
        np.array([np.nan if value is None else value for value in rows], float).reshape(-1, 8)
        for rows in (hands["left_hand"], hands["right_hand"], face["face"])
    )
    assert (len(left), len(right), len(features)) == (21, 21, 478)
    assert left[:, 0].max() < 320  # in pixels of the picture, each hand where it is
    assert right[:, 0].min() > 640
    assert np.ptp(left[:, 3:6], axis=0).max() < 0.3  # in metres
    assert abs(np.nanmean(features[:, 0]) - 640) < 60
