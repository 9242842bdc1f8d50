#!/bin/sh
# Chooses versions and writes them with their hashes, without index addresses, for every Python from 3.11 on.
# Needs uv (python -m pip install uv). `sh tools/lock.sh --keep` locks what was added and leaves the other versions
# as they are. tests/architecture/test_locks.py asks whether every lock installs on every Python. The override puts OpenCV's headless build in the place of the full one.
set -eu
cd "$(dirname "$0")/.."
upgrade=--upgrade
[ "${1:-}" != --keep ] || upgrade=
compile() {
    # shellcheck disable=SC2086  (nothing is an argument less, not an empty one)
    uv pip compile --quiet $upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
        --override requirements/overrides.txt "$@"
}
compile pyproject.toml requirements/opencv.in requirements/build.in --extra heic --extra redis --extra s3 --output-file requirements/run.txt
compile pyproject.toml requirements/opencv.in requirements/build.in --all-extras --group dev --output-file requirements/dev.txt
compile requirements/bench.in --constraint requirements/dev.txt --output-file requirements/bench.txt
compile requirements/node.in --output-file requirements/node.txt
compile requirements/go.in --output-file requirements/go.txt
