"""Take from this process the network, the writing of files and the making of processes (Linux).

MediaPipe looks up its maker's servers from a background thread, and the parsers of pictures and video are the
usual way in for malicious files. A seccomp filter (Linux kernel documentation, userspace-api/seccomp_filter)
needs no privilege, holds for all threads made later, and cannot be taken off again.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import platform
import struct
import sys
from dataclasses import dataclass

_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2

# Instructions of the classic BPF machine (linux/filter.h, linux/bpf_common.h).
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO, _KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
# struct seccomp_data: the call's number, the architecture, then the arguments, whose low words come first.
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16

# O_WRONLY, O_RDWR, O_CREAT, O_TRUNC and the private bit of O_TMPFILE; equal on both architectures.
_WRITING = 0x1 | 0x2 | 0x40 | 0x200 | 0x400000
_CLONE_THREAD = 0x10000
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


@dataclass(frozen=True)
class _Architecture:
    """System call numbers; a call that an architecture does not have is left out."""

    audit: int
    refused: tuple[int, ...]
    # Refused as if the kernel did not have them, so that the C library falls back to what can be checked.
    unknown: tuple[int, ...]
    open: tuple[tuple[int, int], ...]
    clone: int
    tgkill: int
    foreign_from: int | None


# From the kernel's tables (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h).
_ARCHITECTURES = {
    "x86_64": _Architecture(
        audit=0xC000003E,
        refused=(
            # socket, creat, truncate
            *(41, 85, 76),
            # rename, mkdir, rmdir, link, unlink, symlink, mknod, and the same relative to a folder
            *(82, 83, 84, 86, 87, 88, 133, 258, 259, 263, 264, 265, 266, 316),
            # chmod, fchmod, chown, fchown, lchown, fchownat, fchmodat, fchmodat2
            *(90, 91, 92, 93, 94, 260, 268, 452),
            # utime, utimes, futimesat, utimensat, setxattr, lsetxattr, removexattr, lremovexattr
            *(132, 235, 261, 280, 188, 189, 197, 198),
            # fork, vfork, execve, execveat, kill, tkill
            *(57, 58, 59, 322, 62, 200),
            # rt_sigqueueinfo, rt_tgsigqueueinfo, pidfd_send_signal
            *(129, 297, 424),
            # ptrace, process_vm_readv, process_vm_writev, pidfd_getfd
            *(101, 310, 311, 438),
            # bpf, userfaultfd, perf_event_open, add_key, request_key, keyctl, unshare, setns
            *(321, 323, 298, 248, 249, 250, 272, 308),
        ),
        # clone3, openat2, io_uring_setup
        unknown=(435, 437, 425),
        # open and openat, and the place of their flags
        open=((2, 1), (257, 2)),
        clone=56,
        tgkill=234,
        # The x32 interface numbers its calls from here.
        foreign_from=0x40000000,
    ),
    "aarch64": _Architecture(
        audit=0xC00000B7,
        refused=(
            *(198, 45),
            *(33, 34, 35, 36, 37, 38, 276),
            *(52, 53, 54, 55, 452),
            *(88, 5, 6, 14, 15),
            *(221, 281, 129, 130, 138, 240, 424),
            *(117, 270, 271, 438),
            *(280, 282, 241, 217, 218, 219, 97, 268),
        ),
        unknown=(435, 437, 425),
        open=((56, 2),),
        clone=220,
        tgkill=131,
        foreign_from=None,
    ),
}


def isolate() -> tuple[bool, str]:
    """Isolate this process for good, and say whether that was possible and how.

    Call it before other threads are made: they inherit it. What was open stays usable.

    Returns
    -------
    is_isolated : bool
        Whether this process can no longer reach the network.
    how : str
        By which means, or why not.
    """
    if not sys.platform.startswith("linux"):
        return False, f"{platform.system()} offers no means that Poise knows"
    failure = _filter_system_calls()
    if failure is None:
        return True, "seccomp filter"
    if _libc().unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        return True, "network namespace"
    return False, f"{failure}; no network namespace either ({os.strerror(ctypes.get_errno())})"


def isolation_available() -> tuple[bool, str]:
    """Try `isolate` in a process made for it, and say whether it works here and how."""
    # Only here, for the guarded child waits for this module.
    import subprocess

    probe = "import json; from poise.isolation.sandbox import isolate; print(json.dumps(isolate()))"
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", probe], capture_output=True, timeout=30, check=True
        )
        is_isolated, how = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return False, f"the probe failed: {error}"
    return bool(is_isolated), str(how)


def set_process_option(option: int, value: int) -> None:
    """Call prctl(2) with one argument.

    Raises
    ------
    OSError
        If the kernel refuses.
    """
    if _libc().prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _filter_system_calls() -> str | None:
    """Install the filter; return None, or why it cannot be."""
    architecture = _ARCHITECTURES.get(platform.machine())
    if architecture is None or sys.maxsize <= 2**32:
        return f"no seccomp filter for {platform.machine()}"
    program = b"".join(_instructions(architecture, os.getpid()))
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    try:
        set_process_option(_PR_SET_NO_NEW_PRIVS, 1)
    except OSError as error:
        return f"no_new_privs is refused ({error.strerror})"
    if _libc().prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_MODE_FILTER), header, 0, 0) != 0:
        return f"seccomp is refused ({os.strerror(ctypes.get_errno())})"
    return None


def _instructions(architecture: _Architecture, pid: int) -> list[bytes]:
    refuse = _step(_RETURN, _ERRNO | errno.EACCES)
    allow = _step(_RETURN, _ALLOW)
    steps = [
        _step(_LOAD, _ARCHITECTURE_AT),
        _step(_JUMP_EQUAL, architecture.audit, 1, 0),
        _step(_RETURN, _KILL_PROCESS),
        _step(_LOAD, _NUMBER_AT),
    ]
    if architecture.foreign_from is not None:
        steps += [_step(_JUMP_AT_LEAST, architecture.foreign_from, 0, 1), refuse]
    for number in architecture.refused:
        steps += [_step(_JUMP_EQUAL, number, 0, 1), refuse]
    for number in architecture.unknown:
        steps += [_step(_JUMP_EQUAL, number, 0, 1), _step(_RETURN, _ERRNO | errno.ENOSYS)]
    # Opening is allowed without any writing flag, cloning with the flag of threads, signals to this process.
    for number, place in architecture.open:
        steps += [*_argument(number, place), _step(_JUMP_ANY_BIT, _WRITING, 0, 1), refuse, allow]
    steps += [*_argument(architecture.clone, 0), _step(_JUMP_ANY_BIT, _CLONE_THREAD, 1, 0), refuse, allow]
    steps += [*_argument(architecture.tgkill, 0), _step(_JUMP_EQUAL, pid, 1, 0), refuse, allow]
    return [*steps, allow]


def _argument(number: int, place: int) -> list[bytes]:
    """If the call is `number`, load its argument; else skip that and the three steps that must follow."""
    return [_step(_JUMP_EQUAL, number, 0, 4), _step(_LOAD, _ARGUMENTS_AT + 8 * place)]


def _step(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, operand)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
