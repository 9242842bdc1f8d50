#!/bin/sh
# Sets up what Poise needs on this machine. Called by the Makefile, one part at a time:
#   tools/setup.sh run|dev    the virtual environment (.venv) from the hash-locked requirements, system libraries
#   tools/setup.sh node       npm, from PyPI when the machine has none (the model sources need it once)
#   tools/setup.sh frontend build|check|format|generate   the page: its locked npm packages, then what its package.json calls so
#   tools/setup.sh chromium   a Chromium for the tests
#   tools/setup.sh proxies    nginx and Caddy for the tests, where apt-get and root are there; else their tests are skipped
#   tools/setup.sh bench      what the benchmarks compare with
#   tools/setup.sh database   a database server for the tests, built from its Go module into the cache
#   tools/setup.sh storage    an S3 server for the tests, likewise
#   tools/setup.sh redis      a Redis for the tests: the system's, or its Debian packages unpacked into the cache
# Only what is missing is installed. Without root, the command that a person has to run is named.
set -eu
cd "$(dirname "$0")/.."
VENV=.venv

say() { printf '%s\n' "poise: $*" >&2; }
fail() { say "$*"; exit 1; }

# install_system WHAT PACKAGE...: Debian and Ubuntu packages, by root at once, else by the person.
install_system() {
    what=$1; shift
    command -v apt-get >/dev/null 2>&1 || fail "$what is missing; install it with your system's package manager ($*)."
    [ "$(id -u)" -eq 0 ] || fail "$what is missing; run: sudo apt-get install -y $*"
    say "installing $what ($*)"
    log=$(mktemp)
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1 \
        || { tail -n 5 "$log" >&2; rm -f "$log"; fail "$what could not be installed; see the lines above."; }
    rm -f "$log"
}

find_python() {
    for name in "${POISE_PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 || continue
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    return 1
}

make_environment() {
    [ -x "$VENV/bin/python" ] && "$VENV/bin/python" -m pip --version >/dev/null 2>&1 && return
    python=$(find_python) || fail "Python 3.11, 3.12 or 3.13 is needed; install it (for example: apt-get install python3 python3-venv) or set POISE_PYTHON."
    "$python" -c 'import ensurepip, venv' 2>/dev/null \
        || install_system "Python's venv module" "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    say "making the virtual environment $VENV with $("$python" --version)"
    "$python" -m venv --clear "$VENV"
}

# Every line of the lock is a whole, checked choice: nothing is resolved here (--no-deps), every hash must fit.
install_locked() {
    say "installing the locked packages of $1"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --no-deps -r "$1"
}

install_poise() {
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps --no-build-isolation --editable .
}

has_library() { "$VENV/bin/python" -c "import ctypes, sys; ctypes.CDLL(sys.argv[1])" "$1" 2>/dev/null; }

install_libraries() {
    # MediaPipe's library is linked against these two, also when it computes on the CPU alone.
    has_library libEGL.so.1 && has_library libGLESv2.so.2 \
        || install_system "the system's EGL and GLES libraries" libegl1 libgles2
}

# Debian packages Chromium; elsewhere (Ubuntu's package is a shell around a snap) Playwright brings its own.
install_chromium() {
    if grep -q '^ID=debian' /etc/os-release 2>/dev/null; then
        install_system "Chromium for the tests" chromium
    else
        say "installing Chromium for the tests with Playwright"
        "$VENV/bin/python" -m playwright install --with-deps chromium >&2
    fi
}

# npm resolves nothing: every package is named with its hash in the lock.
run_npm() {
    command -v npm >/dev/null 2>&1 || PATH="$PWD/$VENV/bin:$PATH"
    cd frontend
    if [ ! node_modules/.ready -nt package-lock.json ]; then
        say "installing the locked packages of the page"
        npm ci --no-audit --no-fund --loglevel=error >&2
        touch node_modules/.ready
    fi
    npm run --silent "$1" >&2
}

has_go() { command -v go >/dev/null 2>&1 && go version | grep -Eq 'go(1\.(2[5-9]|[3-9][0-9])|[2-9])'; }

# Without the server its tests are skipped, and say so; where everything is checked that is a failure.
no_server() {
    [ "${CI:-}" != true ] || fail "$1"
    say "$1 Until then the tests that need it are skipped."
}

# build_server MODULE NAME [OPTIONS]: a server for the tests, from its Go module in tools/.
# The cache is named by the module's content: whatever is there was built from exactly these lines.
build_server() {
    module=$1 name=$2
    shift 2
    folder="${XDG_CACHE_HOME:-$HOME/.cache}/poise/$module-$(cat "tools/$module/go.mod" "tools/$module/go.sum" "tools/$module/main.go" | sha256sum | cut -c 1-16)"
    [ ! -x "$folder/$module" ] || return 0
    # Distributions' Go is often older; PyPI has it as a locked package, like Node.
    has_go || { install_locked requirements/go.txt && PATH="$PWD/$VENV/bin:$PATH"; } || true
    has_go || { no_server "Go 1.25 or newer is needed to build the tests' $name; please install it."; return 0; }
    say "building the tests' $name (three minutes on two cores, once)"
    mkdir -p "$folder"
    if (cd "tools/$module" && timeout 1200 go build -trimpath "$@" -o "$folder/building.$$" . >&2); then
        mv "$folder/building.$$" "$folder/$module"
    else
        no_server "The tests' $name could not be built; see the lines above."
    fi
}

# A Redis that nobody installs: the packages are fetched and checked by apt, unpacked into the cache, and run from there.
# Nothing starts by itself, and no root is needed where apt's lists are there.
unpack_redis() {
    folder="${XDG_CACHE_HOME:-$HOME/.cache}/poise/redis"
    ! command -v redis-server >/dev/null 2>&1 && [ ! -x "$folder/redis-server" ] || return 0
    command -v apt-get >/dev/null 2>&1 || { no_server "The tests' Redis is missing; please install redis-server."; return 0; }
    say "unpacking the tests' Redis"
    work=$(mktemp -d)
    [ "$(id -u)" -ne 0 ] || apt-get update -qq >/dev/null 2>&1 || true
    if (cd "$work" && apt-get download -qq redis-tools redis-server liblzf1 libjemalloc2 libatomic1 >log 2>&1 \
            && for one in *.deb; do dpkg-deb -x "$one" root; done) && mkdir -p "${folder%/*}"; then
        # The libraries lie beside the program, which tests/redis_server.py has look there.
        mkdir "$work/redis" && cp -L "$work/root/usr/bin/redis-server" "$work/redis/"
        find "$work/root/usr/lib" -name '*.so.*' -exec cp -L {} "$work/redis/" \;
        rm -rf "$folder" && mv "$work/redis" "$folder"
        rm -rf "$work"
    else
        tail -n 3 "$work/log" >&2; rm -rf "$work"
        no_server "The tests' Redis could not be fetched; please install redis-server."
    fi
}

case ${1:-} in
    run|dev)
        make_environment
        install_locked "requirements/$1.txt"
        install_poise
        install_libraries
        # What developing needs contains what running needs.
        touch "$VENV/.ready-run"
        [ "$1" = run ] || touch "$VENV/.ready-dev"
        ;;
    node)
        command -v npm >/dev/null 2>&1 || [ -x "$VENV/bin/npm" ] || install_locked requirements/node.txt
        ;;
    frontend) run_npm "${2:-build}" ;;
    bench)
        "$VENV/bin/python" -c 'import ai_edge_litert' 2>/dev/null || install_locked requirements/bench.txt
        ;;
    database) build_server ferretdb "database server" -tags ferretdb_no_postgresql ;;
    storage) build_server versitygw "S3 server" ;;
    redis) unpack_redis ;;
    proxies)
        # Not run as services: the tests start their own, on loopback and as long as a test lasts.
        if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
            for name in nginx caddy; do
                command -v "$name" >/dev/null 2>&1 || [ -x "/usr/sbin/$name" ] || RUNLEVEL=1 install_system "$name for the tests" "$name"
            done
        fi
        ;;
    chromium)
        # The Node inside Playwright is linked against it.
        has_library libatomic.so.1 || install_system "the system's atomic library" libatomic1
        command -v chromium >/dev/null 2>&1 || [ -n "${POISE_TEST_CHROMIUM:-}" ] || install_chromium
        ;;
    *) fail "usage: tools/setup.sh run|dev|node|frontend|chromium|proxies|bench|database|storage|redis" ;;
esac
