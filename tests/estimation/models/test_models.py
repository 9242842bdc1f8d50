"""The bundles: same bytes every time, one sentence for each way a build can fail, landmarks untouched by the cut."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from poise.errors import ModelError
from poise.estimation.models import Model, bundle_path
from poise.estimation.models.assembly import assemble
from poise.estimation.models.catalogue import Bundle, bundle_of, bundles, source_files
from poise.estimation.models.fetch import fetch
from poise.estimation.models.flatbuffer import unpack
from poise.estimation.models.shelf import build, cache_folder, find, is_sound
from poise.estimation.models.surgery import MASK_SHAPE, with_one_output, without_mask

Read = Callable[[str], bytes]


def _quiet(_: str) -> None:
    pass


@pytest.fixture(scope="module")
def read() -> Read:
    """Official files out of the cache that `make` filled."""
    return lambda name: fetch(source_files()[name], cache_folder() / "sources", _quiet)


@pytest.mark.models
@pytest.mark.parametrize("bundle", bundles(), ids=lambda bundle: bundle.file_name)
def test_a_bundle_is_the_same_bytes_whenever_it_is_built(bundle: Bundle, read: Read, tmp_path: Path) -> None:
    path = tmp_path / bundle.file_name
    path.write_bytes(assemble(bundle, read))
    assert is_sound(bundle, path)
    with zipfile.ZipFile(path) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}


@pytest.mark.models
@pytest.mark.parametrize("name", ["lite", "full", "heavy"])
def test_the_cut_removes_operators_and_keeps_every_other_output(name: str, read: Read) -> None:
    stock, cut = unpack(read(f"pose-landmarks-{name}")), without_mask(unpack(read(f"pose-landmarks-{name}")))
    assert len(cut.subgraphs[0].operators) < len(stock.subgraphs[0].operators)
    assert list(cut.subgraphs[0].outputs) == list(stock.subgraphs[0].outputs)
    (mask,) = (
        cut.subgraphs[0].tensors[place]
        for place in cut.subgraphs[0].outputs
        if list(cut.subgraphs[0].tensors[place].shape) == MASK_SHAPE
    )
    assert not np.any(cut.buffers[mask.buffer].data)
    assert not [op for op in cut.subgraphs[0].operators if list(op.outputs) == [mask]]


@pytest.mark.models
def test_models_of_another_shape_are_refused(read: Read) -> None:
    with pytest.raises(ModelError, match="no mask branch"):
        without_mask(unpack(read("hand-landmarks")))
    with pytest.raises(ModelError, match="other outputs"):
        with_one_output(unpack(read("hand-landmarks")))


@pytest.mark.models
def test_the_schema_modules_load_without_mediapipe_itself() -> None:
    code = (
        "import sys\n"
        "from poise.estimation.models.flatbuffer import schema, metadata_schema\n"
        "schema(), metadata_schema()\n"
        "assert not {'mediapipe', 'cv2', 'matplotlib'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_missing_model_names_the_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POISE_MODEL_DIR", str(tmp_path))
    with pytest.raises(ModelError, match="poise models build heavy"):
        bundle_path(Model.HEAVY)
    with pytest.raises(ModelError, match="poise models build full --masks"):
        bundle_path(Model.FULL, masks=True)


@pytest.mark.models
def test_a_second_build_needs_no_network_and_an_altered_bundle_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copytree(cache_folder() / "sources", tmp_path / "sources")
    monkeypatch.setenv("POISE_MODEL_DIR", str(tmp_path))
    monkeypatch.setenv("PATH", "")
    bundle = bundle_of(Model.FACE)
    build([bundle])
    path = find(bundle)
    assert path is not None
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert not is_sound(bundle, path)
    build([bundle])
    assert is_sound(bundle, path)


class TestFailures:
    """Each way a build can fail has one readable sentence."""

    def test_no_npm(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
        with pytest.raises(ModelError, match="npm is needed"):
            fetch(source_files()["pose-landmarks-lite"], tmp_path, _quiet)

    @pytest.mark.parametrize("name", ["pose-detection", "pose-landmarks-lite"])
    def test_no_network(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
        # A closed port on the loopback stands for every index that does not answer.
        monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
        monkeypatch.setenv("PIP_RETRIES", "0")
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
        monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
        monkeypatch.setenv("npm_config_fetch_retries", "0")
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
        with pytest.raises(ModelError, match="could not fetch"):
            fetch(source_files()[name], tmp_path / "cache", _quiet)

    def test_another_file_than_the_catalogue_knows(self, tmp_path: Path) -> None:
        source = source_files()["pose-detection"]
        archive = tmp_path / "packages" / f"mediapipe-{source.package.version}.whl"
        archive.parent.mkdir()
        with zipfile.ZipFile(archive, "w") as wheel:
            wheel.writestr(source.member, b"something else")
        with pytest.raises(ModelError, match="SHA-256 differs"):
            fetch(source, tmp_path, _quiet)

    def test_a_member_that_is_missing(self, tmp_path: Path) -> None:
        source = source_files()["pose-landmarks-lite"]
        archive = tmp_path / "packages" / f"mediapipe-pose-{source.package.version}.tgz"
        archive.parent.mkdir()
        with tarfile.open(archive, "w:gz"):
            pass
        with pytest.raises(ModelError, match="damaged or without"):
            fetch(source, tmp_path, _quiet)
        assert not archive.exists(), "a damaged archive is fetched anew the next time"

    def test_a_damaged_archive(self, tmp_path: Path) -> None:
        source = source_files()["pose-detection"]
        archive = tmp_path / "packages" / f"mediapipe-{source.package.version}.whl"
        archive.parent.mkdir()
        archive.write_bytes(b"PK\x03\x04 and then nothing")
        with pytest.raises(ModelError, match="damaged or without"):
            fetch(source, tmp_path, _quiet)

    @pytest.mark.models
    def test_a_folder_that_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(ModelError, match="cannot be made"):
            build([bundle_of(Model.FACE)], tmp_path / "file" / "models")

    @pytest.mark.models
    def test_a_build_that_comes_out_differently(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match="came out differently"):
            build([replace(bundle_of(Model.FACE), sha256="0" * 64)], tmp_path)
        assert not list(tmp_path.iterdir())

    @pytest.mark.models
    def test_a_full_disc(self, tmp_path: Path) -> None:
        # A bound on the size of files stands for the full disc: the same error path, no mount needed.
        code = (
            "import resource, signal, sys\n"
            "from pathlib import Path\n"
            "from poise.estimation.models import Model\n"
            "from poise.estimation.models.catalogue import bundle_of\n"
            "from poise.estimation.models.shelf import build\n"
            "from poise.errors import ModelError\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
            "try:\n"
            "    build([bundle_of(Model.FACE)], Path(sys.argv[1]))\n"
            "except ModelError as error:\n"
            "    print(error)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True
        )
        assert "larger than allowed" in done.stdout
        assert not list(tmp_path.iterdir())


@pytest.mark.models
def test_building_at_the_same_time_twice_does_no_harm(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from poise.estimation.models import Model\n"
        "from poise.estimation.models.catalogue import bundle_of\n"
        "from poise.estimation.models.shelf import build\n"
        "build([bundle_of(Model.FACE)], Path(sys.argv[1]))\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", code, tmp_path]) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["face_landmarker.task"]
    assert is_sound(bundle_of(Model.FACE), tmp_path / "face_landmarker.task")
