"""The isolation of the process that reads media."""

from __future__ import annotations

import json
import platform
import subprocess
import sys

import pytest

from poise.isolation import sandbox
from poise.isolation.sandbox import isolation_available


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="isolation is a matter of Linux")
def test_on_linux_isolation_works_and_is_tried_elsewhere_than_here() -> None:
    assert isolation_available() == (True, "seccomp filter")
    # This process is not isolated by it.
    from socket import AF_INET, socket

    socket(AF_INET).close()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="isolation is a matter of Linux")
def test_without_seccomp_a_network_namespace_is_tried() -> None:
    program = (
        "import json, socket\n"
        "from poise.isolation import sandbox\n"
        "sandbox._filter_system_calls = lambda: 'seccomp is refused'\n"
        "is_isolated, how = sandbox.isolate()\n"
        "reached = socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect_ex(('192.0.2.1', 9)) == 0\n"
        "print(json.dumps([is_isolated, how, reached]))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=60)
    is_isolated, how, reached = json.loads(done.stdout)
    if is_isolated:
        assert (how, reached) == ("network namespace", False)
    else:
        assert how.startswith("seccomp is refused; no network namespace either (")


def test_other_systems_say_that_they_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    assert sandbox.isolate() == (False, "Darwin offers no means that Poise knows")


@pytest.mark.parametrize("machine", sandbox._ARCHITECTURES)
def test_the_filter_is_a_sound_program(machine: str) -> None:
    steps = [int.from_bytes(step[:2], "little") for step in program(machine)]
    jumps = [(step[2], step[3]) for step in program(machine)]
    assert len(steps) < 4096, "the kernel takes no more"
    assert steps[-1] == 0x06, "it ends with a return"
    for place, (if_true, if_false) in enumerate(jumps):
        if steps[place] in (0x15, 0x35, 0x45):
            assert place + 1 + max(if_true, if_false) < len(steps), "no jump leaves it"


def program(machine: str) -> list[bytes]:
    return sandbox._instructions(sandbox._ARCHITECTURES[machine], pid=4711)


def run(machine: str, number: int, *arguments: int) -> int:
    """Execute the filter as the kernel does (a naive twin of its classic BPF machine)."""
    architecture = sandbox._ARCHITECTURES[machine]
    data = {0: number, 4: architecture.audit} | {
        16 + 8 * place: value for place, value in enumerate(arguments)
    }
    steps, place, accumulator = program(machine), 0, 0
    while True:
        step = steps[place]
        code, operand = int.from_bytes(step[:2], "little"), int.from_bytes(step[4:], "little")
        place += 1
        if code == 0x20:
            accumulator = data.get(operand, 0)
        elif code == 0x06:
            return operand
        else:
            holds = {
                0x15: accumulator == operand,
                0x35: accumulator >= operand,
                0x45: bool(accumulator & operand),
            }[code]
            place += step[2] if holds else step[3]


ALLOWED, REFUSED, UNKNOWN = 0x7FFF0000, 0x00050000 | 13, 0x00050000 | 38


@pytest.mark.parametrize(
    ("case", "machine", "call", "expected"),
    [
        ("reading", "x86_64", (0,), ALLOWED),
        ("a socket", "x86_64", (41, 2), REFUSED),
        ("opening to read", "x86_64", (257, 0, 0, 0o2000000), ALLOWED),
        ("opening to write", "x86_64", (257, 0, 0, 1), REFUSED),
        ("opening to read and write", "x86_64", (257, 0, 0, 2), REFUSED),
        ("opening to create, the old way", "x86_64", (2, 0, 0o100), REFUSED),
        ("a thread", "x86_64", (56, 0x3D0F00), ALLOWED),
        ("a process", "x86_64", (56, 17), REFUSED),
        ("the newer way to both", "x86_64", (435,), UNKNOWN),
        ("a signal to itself", "x86_64", (234, 4711, 4711, 6), ALLOWED),
        ("a signal to another", "x86_64", (234, 1, 1, 9), REFUSED),
        ("a call of the x32 interface", "x86_64", (0x40000000 | 41, 2), REFUSED),
        ("reading", "aarch64", (63,), ALLOWED),
        ("a socket", "aarch64", (198, 2), REFUSED),
        ("opening to read", "aarch64", (56, 0, 0, 0o2000000), ALLOWED),
        ("opening to write", "aarch64", (56, 0, 0, 0o1101), REFUSED),
        ("a thread", "aarch64", (220, 0x3D0F00), ALLOWED),
        ("a process", "aarch64", (220, 17), REFUSED),
        ("a signal to another", "aarch64", (131, 1, 1, 9), REFUSED),
    ],
)
def test_the_filter_decides(case: str, machine: str, call: tuple[int, ...], expected: int) -> None:
    assert run(machine, *call) == expected
