"""Typed work for the guarded child: a function, what it is asked, and what it answers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, BinaryIO, Generic, TypeVar, get_type_hints

from poise.media.limits import MediaLimits

Request = TypeVar("Request")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work has come.

    Parameters
    ----------
    stage : str
        What is being done: ``"estimating"``, ``"drawing"``.
    done, total : int
        How much of how much; both 0 where that is not known.
    """

    stage: str
    done: int = 0
    total: int = 0


OnProgress = Callable[[Progress], None]


def _ignore(_progress: Progress) -> None:
    """Report to nobody."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a task may use in the child.

    Parameters
    ----------
    limits : MediaLimits
        The bounds that the process runs under.
    outputs : mapping of str to binary file
        Open files that the task may write to; it can write no others.
    report : callable
        Takes `Progress`; at most 20 reports a second reach the parent.
    """

    limits: MediaLimits = field(default_factory=MediaLimits)
    outputs: Mapping[str, BinaryIO] = field(default_factory=dict)
    report: OnProgress = _ignore

    def stage(self, name: str) -> Callable[[int, int], None]:
        """Return a function of done and total that reports them under a stage's name."""
        return lambda done, total: self.report(Progress(name, done, total))


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the child is told before its request.

    Parameters
    ----------
    module, name : str
        Where the task is found.
    limits : MediaLimits
        The bounds that it puts on itself.
    parent : int
        The process with which it ends.
    reply : int
        The file descriptor on which it answers.
    outputs : mapping of str to int
        The file descriptors that the task may write to.
    """

    module: str
    name: str
    limits: MediaLimits
    parent: int
    reply: int
    outputs: Mapping[str, int]


class Task(Generic[Request, Answer]):
    """A function of a module that runs in the guarded child; made by `task`.

    Called directly it runs in this process, unguarded.
    """

    def __init__(self, function: Callable[[Request, Context], Answer]) -> None:
        self.function = function
        self.__doc__ = function.__doc__

    def __call__(self, request: Request, context: Context) -> Answer:
        """Run in this process."""
        return self.function(request, context)

    @property
    def module(self) -> str:
        """The module in which the child finds it."""
        return self.function.__module__

    @property
    def name(self) -> str:
        """The name in its module."""
        return self.function.__qualname__

    @property
    def is_found_by_name(self) -> bool:
        """Whether the child, which knows module and name, will find this very task."""
        return getattr(sys.modules.get(self.module), self.name, None) is self

    @cached_property
    def types(self) -> tuple[Any, Any]:
        """The types of request and answer, from the function's annotations.

        Raises
        ------
        TypeError
            If the function does not declare one parameter, the context, and what it returns.
        """
        hints = get_type_hints(self.function, include_extras=True)
        answer = hints.pop("return", None)
        if len(hints) != 2 or answer is None:
            raise TypeError(f"{self.module}.{self.name} must declare what it takes and returns")
        return next(iter(hints.values())), answer


def task(function: Callable[[Request, Context], Answer]) -> Task[Request, Answer]:
    """Make a function of a module a task for the guarded child.

    Its annotations say what crosses: frozen dataclasses of numbers, words, paths, bytes, enums, tuples, mappings by
    word, other dataclasses, and arrays (see `poise.isolation.codec.ArrayOf`). Importing the module must stay cheap,
    as the parent does so too: libraries that parse files are imported inside the function.

    Examples
    --------
    >>> @task
    ... def double(request: int, _context: Context) -> int:
    ...     return 2 * request
    >>> double(21, Context())
    42
    """
    return Task(function)
