"""The kinds of jobs of Poise: the one list of them, which servers and workers hand on to all that needs it."""

from __future__ import annotations

from types import MappingProxyType

from poise.studio.films.analyse import analyse_film, check_film, discard_film
from poise.studio.jobs.kind import JobKind, JobKinds

BUILT_IN: JobKinds = MappingProxyType({"coach-film": JobKind(check_film, analyse_film, discard_film)})
