"""The catalogue of models: complete, pinned, and cheap to import."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from poise.estimation.models import DEFAULT_MODELS, Model
from poise.estimation.models.catalogue import Bundle, SourceFile, bundle_of, bundles, source_files, writer

ROOT = Path(__file__).resolve().parents[3]
HASH = re.compile(r"[0-9a-f]{64}")


@pytest.mark.parametrize("source", source_files().values(), ids=source_files())
def test_every_official_file_is_pinned_in_its_package_and_by_itself(source: SourceFile) -> None:
    assert HASH.fullmatch(source.sha256)
    assert HASH.fullmatch(source.package.sha256)
    assert re.fullmatch(r"[\d.]+", source.package.version), "one release, not a range"
    assert source.end_byte is None or source.first_byte < source.end_byte


@pytest.mark.parametrize("bundle", bundles(), ids=lambda bundle: bundle.file_name)
def test_every_bundle_is_pinned(bundle: Bundle) -> None:
    assert HASH.fullmatch(bundle.sha256)
    assert bundle.size_bytes > 1_000_000
    assert bundle.licence == "Apache-2.0"


def test_no_two_bundles_or_packages_share_a_file_name() -> None:
    names = [bundle.file_name for bundle in bundles()]
    assert len(set(names)) == len(names)
    assert len({source.package.file_name for source in source_files().values()}) == 3


@pytest.mark.parametrize("model", Model)
@pytest.mark.parametrize("masks", [False, True])
def test_every_model_has_its_bundle_and_only_bodies_have_masks(model: Model, masks: bool) -> None:
    bundle = bundle_of(model, masks=masks)
    assert bundle.model is model
    assert bundle.masks == (masks and model.is_body)
    assert bundle.kind == ("cut" if model.is_body and not masks else "stock")


def test_heavy_is_an_addition() -> None:
    assert set(Model) - set(DEFAULT_MODELS) == {Model.HEAVY}


def test_the_writer_is_the_one_that_is_locked() -> None:
    lock = (ROOT / "requirements" / "run.txt").read_text()
    for name, version in writer().items():
        assert re.search(rf"^{name}=={re.escape(version)} ", lock, re.MULTILINE), name
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert f"mediapipe=={writer()['mediapipe']}" in wanted


def test_importing_the_models_loads_no_heavy_library() -> None:
    code = (
        "import sys\n"
        "from poise.estimation.models import Model, bundle_path\n"
        "heavy = {'mediapipe', 'cv2', 'matplotlib', 'flatbuffers', 'numpy', 'av'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
