"""Films are written by a guarded process, which may open nothing for writing but what it was given."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.drawing.guarded_film import Source, Written, film
from tests.drawing.made_clips import Clip, video_times

from poise.errors import OutputError
from poise.isolation import guard
from poise.isolation.task import Progress
from poise.media.atomic import atomic_write
from poise.media.limits import MediaLimits

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _child_may_run_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "TASK_PACKAGES", ("tests",))
    monkeypatch.setenv("PYTHONPATH", f"{REPOSITORY}")


def test_a_guarded_process_writes_a_film_that_starts_at_once(tmp_path: Path) -> None:
    source = Clip(ticks=range(0, 180000, 3000), sound_codec="aac").write(tmp_path / "source.mp4")
    times = video_times(source)
    heard: list[Progress] = []
    with atomic_write(tmp_path / "film.mp4") as file:
        written = guard.run_guarded(
            film, Source(source, tuple(times)), outputs={"film": file}, on_progress=heard.append
        )
    assert written == Written(len(times), starts_at_once=True)
    assert video_times(tmp_path / "film.mp4") == times
    assert heard[-1] == Progress("drawing", len(times), len(times))


def test_a_film_over_the_limit_of_bytes_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    source = Clip(ticks=range(0, 180000, 3000), size=(320, 240)).write(tmp_path / "source.mp4")
    request = Source(source, tuple(video_times(source)))
    with pytest.raises(OutputError), atomic_write(tmp_path / "film.mp4") as file:
        guard.run_guarded(film, request, outputs={"film": file}, limits=MediaLimits(max_output_bytes=2000))
    assert [path.name for path in tmp_path.iterdir()] == ["source.mp4"]
