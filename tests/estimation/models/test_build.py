"""Building: offline the second time, whole or not at all, and one sentence for each way it can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from poise.errors import ModelError
from poise.estimation.models import Model
from poise.estimation.models.build import build
from poise.estimation.models.catalogue import bundle_of
from poise.estimation.models.shelf import bundle_path, cache_folder, is_noted, is_sound

pytestmark = pytest.mark.models

FACE = bundle_of(Model.FACE)
CODE = (
    "import sys\nfrom pathlib import Path\n"
    "from poise.errors import ModelError\n"
    "from poise.estimation.models import Model\n"
    "from poise.estimation.models.build import build\n"
    "from poise.estimation.models.catalogue import bundle_of\n"
    "try:\n    build(bundle_of(Model.FACE), Path(sys.argv[1]))\n"
    "except ModelError as error:\n    print(error)\n"
)


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shelf of one's own with the packages in it, and no way to fetch any."""
    (tmp_path / "sources" / "packages").mkdir(parents=True)
    for archive in (cache_folder() / "sources" / "packages").iterdir():
        if archive.is_file():
            shutil.copy(archive, tmp_path / "sources" / "packages")
    monkeypatch.setenv("POISE_MODEL_DIR", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return tmp_path


def test_a_second_build_needs_no_network_and_does_nothing_when_all_is_well(offline: Path) -> None:
    said: list[str] = []
    path = build(FACE, say=said.append)
    assert path == offline / FACE.file_name == bundle_path(Model.FACE)
    assert is_noted(FACE, path)
    assert said == [f"built {FACE.file_name}"]
    assert build(FACE, say=said.append) == path
    assert len(said) == 1


def test_an_altered_bundle_is_made_anew(offline: Path) -> None:
    path = build(FACE)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    build(FACE)
    assert is_sound(FACE, path)


def test_a_folder_of_ones_own_gets_the_bundle_and_nothing_else(tmp_path: Path) -> None:
    assert build(FACE, tmp_path / "new" / "folder") == tmp_path / "new" / "folder" / FACE.file_name
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [FACE.file_name]


def test_a_build_that_comes_out_differently_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=r"came out differently than it should; run: .*flatbuffers=="
    ) as caught:
        build(replace(FACE, sha256="0" * 64), tmp_path)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ModelError, match="its folder is a file; make room, or set POISE_MODEL_DIR"):
        build(FACE, tmp_path / "file" / "models")


def test_a_bound_on_files_is_met_with_a_sentence(tmp_path: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
    done = subprocess.run(
        [sys.executable, "-c", limit + CODE, tmp_path], capture_output=True, text=True, check=True
    )
    assert "cannot be written: the file would be larger than allowed here" in done.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("option", "reason"), [("size=200k", "the disc is full"), ("ro", "the disc is read-only")]
)
def test_a_disc_that_takes_nothing_is_met_with_a_sentence(option: str, reason: str, tmp_path: Path) -> None:
    # A real small disc, in a namespace of its own where the system lets one have it.
    own = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    mount = f"mount -t tmpfs -o {option} none {tmp_path}"
    if (
        not shutil.which("unshare")
        or subprocess.run([*own, mount], capture_output=True, check=False).returncode
    ):
        pytest.skip("this system gives nobody a mount namespace")
    script = f'{mount} && "$0" -c "$1" {tmp_path} && ls -A {tmp_path}'
    done = subprocess.run([*own, script, sys.executable, CODE], capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 1, "one sentence, and no file"
    assert f"cannot be written: {reason}; make room, or set POISE_MODEL_DIR" in done.stdout


def test_building_at_the_same_time_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / FACE.file_name
    builders = [subprocess.Popen([sys.executable, "-c", CODE, tmp_path]) for _ in range(3)]
    while any(builder.poll() is None for builder in builders):
        assert not path.exists() or is_sound(FACE, path), "never half a bundle under its name"
    assert [builder.wait() for builder in builders] == [0, 0, 0]
    assert [left.name for left in tmp_path.iterdir()] == [FACE.file_name]
    assert is_sound(FACE, path)
