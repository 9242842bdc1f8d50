"""One entry for each kind of activity, and the collection of them that a studio works with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, Field, JsonValue, TypeAdapter

from poise.catalogue.translation import Language
from poise.errors import CatalogueError
from poise.pose import Part
from poise.store import Account, Store
from poise.studio.activity.activity import Activity, ActivityEvent, LiveState, Plan
from poise.studio.activity.done import DoneExercise
from poise.studio.results import SessionDetails

P = TypeVar("P", bound=Plan)


async def _unchanged(_store: Store, _account: Account, plan: P) -> P:
    return plan


@dataclass(frozen=True)
class ActivityKind(Generic[P]):
    """All that live sessions, the store, history, exports and the web have to know of one kind of activity.

    Parameters
    ----------
    plan : type of Plan
        Its plan; the value of its `kind` is the kind of the session, too.
    events : tuple of type of ActivityEvent
        What it says on the way.
    state : type of LiveState
        Its state of the moment.
    details : type of SessionDetails
        Its result.
    make : callable
        Makes the activity of a plan; raises `CatalogueError` if what the plan names is not there.
    needs : frozenset of Part
        What has to be estimated for it; the page loads the models of these parts.
    subject : callable
        What a plan is about, for lists and progress: the identifier of an exercise or a pose.
    subject_name : str
        What such a subject is, as a recording's metadata call it.
    title : callable
        The subject in words of a language.
    logged : tuple of str
        The measures that the log holds when a session ends.
    is_correctable : bool
        Whether it counts repetitions, beside which a person may put their own count.
    lasting : callable
        The plan with everything that the session is a function of, so that it can be played again later.
    complete : callable
        The plan with what an account keeps in the store of what it names, before the session begins; a plan that
        names nothing of that kind, or something that is not there, is returned as it is.
    done : callable
        What was done of which exercise, from a result, for progress; without it progress takes the measures.
    """

    plan: type[P]
    events: tuple[type[ActivityEvent], ...]
    state: type[LiveState]
    details: type[SessionDetails]
    make: Callable[[P], Activity]
    needs: frozenset[Part]
    subject: Callable[[P], str]
    subject_name: str
    title: Callable[[str, Language], str]
    logged: tuple[str, ...] = ()
    is_correctable: bool = False
    lasting: Callable[[P], P] = lambda plan: plan
    complete: Callable[[Store, Account, P], Awaitable[P]] = _unchanged
    done: Callable[[Any], Sequence[DoneExercise]] = lambda _details: ()

    @property
    def name(self) -> str:
        """The kind of its plans and sessions."""
        return str(self.plan.model_fields["kind"].default)


@dataclass(frozen=True)
class Activities:
    """The kinds of activities that a studio knows; `poise.studio.activities` lists those of Poise.

    Parameters
    ----------
    kinds : tuple of ActivityKind
        One for each.
    """

    kinds: tuple[ActivityKind[Any], ...]

    def knows(self, kind: str) -> bool:
        """Whether sessions of this kind are done before a camera and grow from a stream of items."""
        return any(one.name == kind for one in self.kinds)

    def kind(self, kind: str) -> ActivityKind[Any]:
        """Return the entry of a kind.

        Raises
        ------
        CatalogueError
            If there is none.
        """
        for one in self.kinds:
            if one.name == kind:
                return one
        raise CatalogueError(f"This studio knows no activity of the kind {kind}; update Poise to use it.")

    def make(self, plan: Plan) -> Activity:
        """Return the activity of a plan, before its first observation.

        Raises
        ------
        CatalogueError
            If its exercise or pose is not, or no longer, there.
        """
        return self.kind(plan.kind).make(plan)

    async def complete(self, store: Store, account: Account, plan: Plan) -> Plan:
        """Return a plan with what an account keeps in the store of what it names, so that `make` needs no store.

        Raises
        ------
        CatalogueError
            If this studio does not know the kind of the plan.
        """
        completed: Plan = await self.kind(plan.kind).complete(store, account, plan)
        return completed

    @property
    def plan_type(self) -> Any:  # noqa: ANN401  (an annotation, made when the kinds are known)
        """The union of all plans, told apart by `kind`, as the type of a field."""
        return _union([one.plan for one in self.kinds])

    def read_plan(self, document: JsonValue) -> Plan:
        """Read a plan that was kept by this or an older Poise: fields that are unknown today are ignored.

        Raises
        ------
        pydantic.ValidationError
            If it is none.
        """
        return self._plans.validate_python(document, extra="ignore")

    def read_details(self, kind: str, document: Mapping[str, JsonValue]) -> SessionDetails:
        """Read what a session of a kind came to, as this or an older Poise kept it.

        Raises
        ------
        pydantic.ValidationError
            If it is no such result.
        """
        return self.kind(kind).details.read({"kind": kind, **document})

    @cached_property
    def _plans(self) -> TypeAdapter[Plan]:
        return TypeAdapter(self.plan_type)


def _union(models: list[type[BaseModel]]) -> Any:  # noqa: ANN401  (an annotation)
    return Annotated[reduce(or_, models), Field(discriminator="kind")] if len(models) > 1 else models[0]
