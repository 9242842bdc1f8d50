"""Chromium plays overlay films: right length and size, seeking, the picture, the sound."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.drawing.made_clips import Clip, standing_for, video_times
from tests.e2e.browser import opened_page, served

from poise.drawing import draw_skeletons_alone, write_film

PAGE = """<!doctype html><video id="film" src="film.mp4" muted preload="auto"></video>"""

# Seeks, waits for the picture and returns the mean colours of its left and right half.
LOOK_AT = """async (time_s) => {
  const film = document.getElementById("film");
  await new Promise((resolve, reject) => {
    film.onseeked = resolve;
    film.onerror = () => reject(new Error(film.error.message));
    film.currentTime = time_s;
  });
  const canvas = document.createElement("canvas");
  canvas.width = film.videoWidth;
  canvas.height = film.videoHeight;
  const context = canvas.getContext("2d");
  context.drawImage(film, 0, 0);
  const middle = Math.floor(canvas.height / 2);
  const at = (x) => Array.from(context.getImageData(x, middle, 1, 1).data.slice(0, 3));
  return {time_s: film.currentTime, left: at(10), right: at(canvas.width - 10)};
}"""

# Plays a little and tells how far it came and how many bytes of sound were decoded.
PLAY = """async () => {
  const film = document.getElementById("film");
  film.currentTime = 0;
  await film.play();
  while (film.currentTime < 0.3 && !film.error) await new Promise((resolve) => setTimeout(resolve, 50));
  film.pause();
  return {time_s: film.currentTime, sound_bytes: film.webkitAudioDecodedByteCount,
          error: film.error && film.error.message};
}"""

READY = """() => {
  const film = document.getElementById("film");
  return film.readyState >= 2 || film.error !== null;
}"""

FACTS = """() => {
  const film = document.getElementById("film");
  return {duration_s: film.duration, width: film.videoWidth, height: film.videoHeight,
          seekable_s: film.seekable.length ? film.seekable.end(0) : 0,
          error: film.error && film.error.message};
}"""

UNEVEN_MS = tuple(sorted({*range(0, 2000, 40), *range(500, 900, 15), 1987}))

CASES = [
    (
        "steady, with sound",
        Clip(ticks=range(0, 180000, 3000), size=(320, 240), sound_codec="aac", sound_s=2.0),
    ),
    (
        "uneven, odd size, sound encoded again",
        Clip(
            ticks=UNEVEN_MS,
            time_base=Fraction(1, 1000),
            size=(321, 239),
            sound_codec="libopus",
            sound_s=2.0,
            last_ticks=40,
        ),
    ),
    ("upright phone", Clip(ticks=range(0, 180000, 3000), size=(320, 240), rotation_deg=180)),
]


@pytest.mark.browser
@pytest.mark.parametrize("clip", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_chromium_plays(tmp_path: Path, clip: Clip) -> None:
    source = clip.write(tmp_path / ("source.mkv" if clip.sound_codec == "libopus" else "source.mp4"))
    times = video_times(source)
    with (tmp_path / "film.mp4").open("w+b") as file:
        report = write_film(source, [standing_for(times, clip.size)], file)
    (tmp_path / "page.html").write_text(PAGE)
    with served(tmp_path) as address, opened_page() as page:
        page.goto(f"{address}/page.html")
        page.wait_for_function(READY)
        facts: dict[str, Any] = page.evaluate(FACTS)
        assert facts["error"] is None
        assert (facts["width"], facts["height"]) == report.size
        assert facts["duration_s"] == pytest.approx(times[-1] + 0.037, abs=0.05)
        assert facts["seekable_s"] == pytest.approx(facts["duration_s"], abs=0.01)
        played: dict[str, Any] = page.evaluate(PLAY)
        assert played["error"] is None
        assert played["time_s"] >= 0.3
        assert bool(played["sound_bytes"]) == (clip.sound_codec is not None)
        for time_s in (1.5, 0.25):
            seen: dict[str, Any] = page.evaluate(LOOK_AT, time_s)
            assert seen["time_s"] == pytest.approx(time_s, abs=0.01)
            red, green = (
                (seen["right"], seen["left"]) if clip.rotation_deg == 180 else (seen["left"], seen["right"])
            )
            # The clip names its matrix but no primaries; Chromium's guess shifts colours of source and film
            # alike by up to 15.
            assert red == pytest.approx([120, 20, 20], abs=20)
            assert green == pytest.approx([20, 110, 20], abs=20)


@pytest.mark.browser
def test_chromium_plays_a_film_on_blank_ground(tmp_path: Path) -> None:
    source = Clip(ticks=range(0, 180000, 3000), size=(320, 240)).write(tmp_path / "source.mp4")
    with (tmp_path / "film.mp4").open("w+b") as file:
        people = [standing_for(video_times(source), (320, 240))]
        write_film(source, people, file, draw=draw_skeletons_alone)
    (tmp_path / "page.html").write_text(PAGE)
    with served(tmp_path) as address, opened_page() as page:
        page.goto(f"{address}/page.html")
        page.wait_for_function(READY)
        seen: dict[str, Any] = page.evaluate(LOOK_AT, 0.5)
        assert seen["left"] == pytest.approx([30, 36, 46], abs=10)
