"""What the doctor found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from poise.studio.doctor.examine import Check, Status
from poise.studio.results import Result


class CheckResult(Result):
    """One thing that was looked at; `mend` is the command that mends it, empty where it is well."""

    name: str
    status: Status
    finding: str
    mend: str


class DoctorResult(Result):
    """All checks, and whether nothing has to be mended."""

    well: bool
    checks: tuple[CheckResult, ...]

    @classmethod
    def of(cls, checks: Sequence[Check]) -> Self:
        """Return what was found."""
        return cls(
            well=all(check.status is not Status.FAULT for check in checks),
            checks=tuple(
                CheckResult(name=one.name, status=one.status, finding=one.finding, mend=one.mend)
                for one in checks
            ),
        )
