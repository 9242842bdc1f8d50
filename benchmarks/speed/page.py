"""The page in Chromium with a webcam made of a clip: how smooth, how prompt, and whether its memory stays flat.

    python -m benchmarks.speed.page CLIP [--exercise squat] [--seconds 120]

The clip is shown in a loop. Reported are the page's frames per second, the pictures that reach the studio per second,
the time from the picture in which a repetition ends until its count stands on the screen, and the page's memory.
"""

from __future__ import annotations

import argparse
import struct
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tests.e2e.studio import browser_with_webcam, served_studio, set_up, webcam_of

from benchmarks.machine import describe

PASSWORD = "a long and simple sentence"
# Notes every frame of the page and every change of the count, in the page's own clock.
WATCH = """() => {
  const seen = { frames: [], counts: [] };
  window.seen = seen;
  const step = now => { seen.frames.push(now); requestAnimationFrame(step); };
  requestAnimationFrame(step);
  const count = document.querySelector('[data-testid=attempted]');
  new MutationObserver(() => seen.counts.push([performance.now(), count.textContent]))
    .observe(count, { childList: true, characterData: true, subtree: true });
}"""


def measure(clip: Path, exercise: str, seconds: float) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        webcam = webcam_of(clip, Path(folder) / "webcam.y4m", side_px=640, rate_hz=30)
        with (
            served_studio(Path(folder) / "data") as studio,
            browser_with_webcam(webcam, "--enable-precise-memory-info", "--js-flags=--expose-gc") as browser,
        ):
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            sent: list[tuple[float, int]] = []
            page.on("websocket", lambda line: line.on("framesent", lambda data: _note(sent, data)))
            set_up(page, studio, "Ada", PASSWORD)
            page.get_by_role("heading", name="Good to see you").wait_for()
            page.goto(f"{studio.address}/coach/{exercise}")
            page.get_by_label("Target").select_option("none")
            page.get_by_role("button", name="Start the camera").click()
            page.get_by_role("button", name="End the set").wait_for(timeout=90_000)
            page.evaluate(WATCH)
            memory_mb = [_memory_mb(page)]
            begun = time.perf_counter()
            while time.perf_counter() - begun < seconds:
                page.wait_for_timeout(min(30.0, seconds) * 1000)
                memory_mb.append(_memory_mb(page))
            took_s = time.perf_counter() - begun
            seen = page.evaluate("() => window.seen")
            zero_ms = page.evaluate("() => performance.getEntriesByName('poise-live')[0].startTime")
            page.get_by_role("button", name="Finish").click()
            page.get_by_role("link", name="Open in the history").wait_for(timeout=60_000)
            address = page.get_by_role("link", name="Open in the history").get_attribute("href") or ""
            result = page.evaluate(
                "path => fetch(path).then(answer => answer.json())",
                f"/api/v1/sessions/{address.rpartition('/')[2]}",
            )
    print(f"studio      {sum(count for at, count in sent if at >= begun) / took_s:.1f} pictures per second")
    ends_ms = [zero_ms + 1000 * one["end_s"] for one in result["details"]["sets"][0]["repetitions"]]
    _report_page(np.diff(seen["frames"]), _late_ms(seen["counts"], ends_ms))
    print(f"memory      {memory_mb[0]:.1f} MB at the start, {memory_mb[-1]:.1f} MB at the end, "
          f"most {max(memory_mb):.1f} MB, after {took_s:.0f} s")  # fmt: skip


def _note(sent: list[tuple[float, int]], data: Any) -> None:  # noqa: ANN401  (text or bytes)
    if isinstance(data, bytes):
        sent.append((time.perf_counter(), struct.unpack_from("<H", data, 2)[0]))


def _memory_mb(page: Any) -> float:  # noqa: ANN401  (Playwright's)
    return float(page.evaluate("() => { gc(); return performance.memory.usedJSHeapSize; }")) / 1e6


def _report_page(gaps_ms: NDArray[np.float64], late_ms: list[float]) -> None:
    print(f"page        {1000 / gaps_ms.mean():.1f} frames per second, {np.mean(gaps_ms > 34):.1%} late, "
          f"longest pause {gaps_ms.max():.0f} ms")  # fmt: skip
    print(f"count       {len(late_ms)} repetitions; on the screen after median {np.median(late_ms):.0f} ms, "
          f"p95 {np.percentile(late_ms, 95):.0f} ms")  # fmt: skip


def _late_ms(counts: list[tuple[float, str]], ends_ms: list[float]) -> list[float]:
    """Return for each change of the count how long the repetition that ended last before it was over."""
    since = [min((at - end for end in ends_ms if end <= at), default=np.inf) for at, _ in counts]
    return [late for late in since if late < 2000]


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("clip", type=Path)
    parser.add_argument("--exercise", default="squat")
    parser.add_argument("--seconds", type=float, default=120.0)
    chosen = parser.parse_args()
    print(describe())
    measure(chosen.clip, chosen.exercise, chosen.seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
