"""No command replaces what it reads, or writes two results to one file; it says so before it works."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.command import run_poise
from tests.media.recording.made_recordings import person
from tests.pose_maker import a_pose

from poise.catalogue.poses import write_own_pose
from poise.media.export import export
from poise.media.recording import Recording

VIDEO = b"\0\0\0\x18ftypisom\0\0\0\0 not a video that could be decoded"
PICTURE = b"\x89PNG\r\n\x1a\n not a picture that could be decoded"
FILES = {
    "set.mp4": VIDEO,
    "a/set.mp4": VIDEO,
    "b/set.mp4": VIDEO,
    "both/set.mp4": VIDEO,
    "both/set.webm": b"\x1a\x45\xdf\xa3 not a video",
    "case/Set.mp4": VIDEO,
    "case/set.webm": VIDEO,
    "pictures/one.png": PICTURE,
    "pictures/two.jpg": b"\xff\xd8\xff not a picture",
    "one.png": PICTURE,
    "two.png": PICTURE,
    "learn.toml": VIDEO,
    "pose.json": VIDEO,
    "ranking.csv": PICTURE,
    "poses/mine.json": b"{}",
    "old/poise.sqlite3": b"",
}
LINKS = {"link.mp4": "set.mp4", "link.png": "one.png", "again": "old"}

COMMANDS = {
    "estimate, the overlay is the video": "estimate set.mp4 --overlay set.mp4",
    "estimate, the overlay is a link to the video": "estimate set.mp4 --overlay link.mp4",
    "estimate, the overlay is the picture": "estimate one.png --overlay one.png",
    "estimate, a folder is drawn over itself": "estimate both --overlay both/{name}.mp4",
    "estimate, a folder of pictures is drawn over itself": "estimate pictures --overlay pictures/{name}.png",
    "estimate, one medium's overlay is another medium": "estimate pictures two.png --overlay pictures/{name}.png",
    "estimate, two media of one stem": "estimate a/set.mp4 b/set.mp4 -o out/{name}.csv",
    "estimate, two media of one stem in a folder": "estimate both -o out/{name}.csv",
    "estimate, two media of one stem in other letters": "estimate case -o out/{name}.csv",
    "estimate, the same medium twice": "estimate set.mp4 set.mp4 -o out/{name}.npz",
    "estimate, one output twice": "estimate set.mp4 -o out/x.csv -o out/../out/x.csv",
    "estimate, a recording over itself": "estimate mine.poise -o mine.poise",
    "estimate, a track over itself": "estimate mine.npz -o out/x.csv -o mine.npz",
    "coach, the film is the video": "coach set.mp4 -e squat --overlay set.mp4",
    "coach, the table is the recording": "coach table.csv -e squat -o table.csv",
    "coach, two media of one stem": "coach a/set.mp4 b/set.mp4 -e squat -o out/{name}.csv",
    "coach, the films of a folder are its videos": "coach both -e squat --overlay both/{name}.mp4",
    "compare, the drawing is the reference": "compare one.png two.png -o one.png",
    "compare, the drawing is the attempt": "compare one.png two.png -o two.png",
    "compare, the drawing is a link to the reference": "compare one.png two.png -o link.png",
    "compare, the ranking is a picture": "compare pictures ranking.csv -o ranking.csv",
    "exercises, the file is the clip": "exercises learn learn.toml --name Learn -o learn.toml --force",
    "poses, the pose is the medium": "poses add mine poses/mine.json --force",
    "poses, the export is the pose": "poses export own -o poses/own.json",
    "store, the copy is the source": "store copy --from old --to old",
    "store, the copy is a link to the source": "store copy --from old --to again",
    "store, the copy is the same database": "store copy --from mongodb://x.invalid/a --to mongodb://x.invalid/a",
}  # fmt: skip


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    for name, target in LINKS.items():
        (tmp_path / name).symlink_to(target)
    (tmp_path / "out").mkdir()
    recording = Recording((person(),))
    export(recording, tmp_path / "mine.poise")
    export(recording, tmp_path / "mine.npz")
    (tmp_path / "table.csv").write_bytes((tmp_path / "mine.poise").read_bytes())
    (tmp_path / "poses" / "own.json").write_bytes(write_own_pose("own", "Own", "", a_pose(300.0)))
    monkeypatch.setenv("POISE_POSES", str(tmp_path / "poses"))
    return tmp_path


@pytest.mark.parametrize("why", COMMANDS)
def test_no_command_replaces_what_it_reads(room: Path, why: str) -> None:
    before = contents(room)
    done = run_poise(*COMMANDS[why].split(), cwd=room)
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, lines
    assert any(words in lines[0] for words in ("is read as well", "Two results", "the same database"))
    assert contents(room) == before


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
