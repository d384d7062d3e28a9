"""One declaration per service method gives Python, command line, HTTP, permission, audit and job."""

from __future__ import annotations

import csv
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, partial
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin, get_type_hints

from tongyuan.services.actors import Actor, require
from tongyuan.services.arguments import refuse_unfit
from tongyuan.services.levels import level_of
from tongyuan.services.marking import issue, marked
from tongyuan.services.reach import scope_of
from tongyuan.vocabulary.periods import civil_date
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.scope import NOTHING, Scope
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.workspace.reading import reading
from tongyuan.workspace.recording import recording

if TYPE_CHECKING:
    from tongyuan.services.answer import Answer
    from tongyuan.workspace.workspace import Workspace

__all__ = [
    "Context",
    "Hidden",
    "Parameter",
    "Positional",
    "Service",
    "context",
    "find",
    "nouns",
    "service",
    "services_of",
]


#: What is kept of a secret.
DOTS = "•••"
#: What the audit calls it that a reading service left a run.
RECORDED = "run.record"


def _quiet(fraction: float, message: str) -> None:
    """Take progress and show it to nobody."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a use case is given: who acts, where, when, how far it sees, and where progress goes.

    A use case is handed a workspace that shows only what lies within ``scope``.
    """

    actor: Actor
    workspace: Workspace
    now: datetime
    progress: Callable[[float, str], None] = _quiet
    scope: Scope = NOTHING

    @property
    def today(self) -> date:
        """Give the civil day of ``now``, on which rules and deadlines turn: not the day of UTC."""
        return civil_date(self.now)


class Positional(str):
    """Help text of a parameter that the command line takes without its name."""

    __slots__ = ()


class Hidden(str):
    """Help text of a secret: it is typed unseen, travels in a body, and stands in no audit or log."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a service, as every door shows it."""

    name: str
    type: Any
    optional: bool
    default: Any
    help: str

    @property
    def positional(self) -> bool:
        """Tell whether the command line takes it without its name."""
        return isinstance(self.help, Positional)

    @property
    def hidden(self) -> bool:
        """Tell whether it is a secret: asked for without echo, never in an address, an audit or a log."""
        return isinstance(self.help, Hidden)

    @property
    def is_file(self) -> bool:
        """Tell whether a file is handed in: a path on the command line, an upload over HTTP."""
        return self.type is Path

    @property
    def in_body(self) -> bool:
        """Tell whether it travels in the body of a request over HTTP, not in the address."""
        return self.is_file or self.hidden


@dataclass(frozen=True, slots=True)
class Service:
    """A declared use case.

    Parameters
    ----------
    name
        ``noun.verb``.
    function
        The use case itself; its first parameter is the context.
    permits
        Permission that the actor must hold.
    changes
        It changes state: an audit row is written in the same transaction.
    job
        It may take over a second: doors that cannot wait run it as a job.
    """

    name: str
    function: Callable[..., Answer]
    permits: str
    changes: bool
    job: bool

    @property
    def noun(self) -> str:
        """What it is about."""
        return self.name.split(".")[0]

    @property
    def verb(self) -> str:
        """What it does."""
        return self.name.split(".")[1]

    @property
    def posts(self) -> bool:
        """Tell whether a call over HTTP is POST: it changes state, or has a body for a file or a secret."""
        return self.changes or any(parameter.in_body for parameter in self.parameters())

    @property
    def long(self) -> bool:
        """Tell whether it works long before it writes: a job, or the slow check of a secret."""
        return self.job or any(parameter.hidden for parameter in self.parameters())

    @property
    def summary(self) -> str:
        """First line of its description."""
        return (inspect.getdoc(self.function) or "").split("\n", 1)[0]

    def parameters(self) -> tuple[Parameter, ...]:
        """List its parameters, without the context."""
        hints = get_type_hints(self.function, include_extras=True)
        signature = inspect.signature(self.function)
        return tuple(
            _parameter(name, hints[name], parameter.default)
            for name, parameter in signature.parameters.items()
            if name != "ctx"
        )

    def told(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Write the arguments of a call as they may be kept: secrets as dots, the rest as plain values."""
        secret = {parameter.name for parameter in self.parameters() if parameter.hidden}
        return {name: DOTS if name in secret else _audited(value) for name, value in arguments.items()}

    def call(self, ctx: Context, /, **arguments: Any) -> Answer:
        """Run the use case for an actor: permission, then the work, then its audit row.

        Parameters
        ----------
        ctx
            Who acts, and where.
        **arguments
            The service's parameters by name.

        Returns
        -------
        Answer
            What the use case answers.

        Raises
        ------
        PermissionDeniedError
            If the actor may not.
        InputError
            If no store could keep an argument.
        """
        require(ctx.actor, self.permits)
        refuse_unfit(arguments)
        scope = scope_of(ctx.actor, self.permits, ctx.workspace)
        scoped = replace(ctx, scope=scope, workspace=ctx.workspace.scoped(scope))
        with reading() as read:
            answer = self._run(scoped, arguments)
        level = level_of(answer, self.noun, scope=scope, read=read.level)
        return self._labelled(answer, scoped, level)

    def _labelled(self, answer: Answer, ctx: Context, level: Sensitivity) -> Answer:
        """Say with every answer whether its data are synthetic, and how guarded; mark what is no public."""
        synthetic = bool(answer.meta.get("synthetic")) or ctx.workspace.meta.synthetic
        meta = {**answer.meta, "synthetic": synthetic, "sensitivity": level.value}
        told = replace(answer, meta=meta)
        if level is Sensitivity.PUBLIC:
            return told
        told = replace(told, issue=partial(issue, ctx, level=level))
        if answer.document is None:
            return told
        mark = issue(ctx, f"{self.name} {answer.document.name}", level=level)
        return replace(told, document=marked(answer.document, mark))

    def _run(self, ctx: Context, arguments: dict[str, Any]) -> Answer:
        """Run the whole use case, and run it again where it met another's at the same rows."""
        return ctx.workspace.database.retried(lambda: self._unit(ctx, arguments))

    def _unit(self, ctx: Context, arguments: dict[str, Any]) -> Answer:
        if not self.changes:
            with recording(partial(self._tell_of_run, ctx)):
                return self.function(ctx, **arguments)
        database = ctx.workspace.database
        # A short change reads what it decides on in the transaction in which it writes. Long work would hold
        # up all others: its transaction opens with its first write; its results are named for its inputs.
        with recording(None), database.transaction() if self.long else database.serialised():
            answer = self.function(ctx, **arguments)
            ctx.workspace.audit.append(
                actor=ctx.actor.id,
                service=self.name,
                params=self.told(arguments),
                outcome=str(answer.meta.get("run") or answer.meta.get("outcome") or "done"),
            )
        return answer

    def _tell_of_run(self, ctx: Context, run: str) -> None:
        """Write into the audit that reading has left a run; the same content again leaves none."""
        ctx.workspace.audit.append(
            actor=ctx.actor.id, service=RECORDED, params={"service": self.name}, outcome=run
        )


def _audited(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _parameter(name: str, annotation: Any, default: Any) -> Parameter:
    help_text = ""
    if get_origin(annotation) is Annotated:
        annotation, help_text = get_args(annotation)[:2]
    if get_origin(annotation) in (Union, UnionType):
        annotation = next(kind for kind in get_args(annotation) if kind is not type(None))
    optional = default is not inspect.Parameter.empty
    return Parameter(name, annotation, optional, default if optional else None, help_text)


_SERVICES: dict[str, Service] = {}


def service(
    name: str, *, permits: str | None = None, changes: bool = False, job: bool = False
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Declare a use case.

    Parameters
    ----------
    name
        ``noun.verb``; the module that declares it is named for the noun.
    permits
        Permission it asks for; the name itself where none is given.
    changes
        It changes state.
    job
        It may take over a second.

    Returns
    -------
    Callable
        A decorator that returns the function unchanged.

    Raises
    ------
    ValueError
        If the name is taken.
    """

    def declare(function: Callable[..., Answer]) -> Callable[..., Answer]:
        if name in _SERVICES:
            raise ValueError(f"service {name} is declared twice")
        _SERVICES[name] = Service(name, function, permits or name, changes, job)
        return function

    return declare


def nouns() -> dict[str, str]:
    """Map each noun to the module that declares its services, without importing any.

    Returns
    -------
    dict
        Noun to module name.

    Examples
    --------
    >>> nouns()["inventory"]
    'tongyuan.services.plan.inventory'
    """
    return dict(_nouns())


@cache
def _nouns() -> dict[str, str]:
    """Read the table of nouns once: every call of a service asks it."""
    table = (files("tongyuan.services") / "data" / "nouns.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    return {row["noun"]: f"tongyuan.services.{row['wing']}.{row['noun']}" for row in rows}


def services_of(noun: str) -> tuple[Service, ...]:
    """Return the services of a noun, in the order of their declaration.

    Parameters
    ----------
    noun
        A noun of :func:`nouns`.

    Returns
    -------
    tuple of Service
        Its services.

    Raises
    ------
    NotFoundError
        If there is no such noun.
    """
    if noun not in _nouns():
        raise NotFoundError(Problem("service.unknown", {"name": noun}))
    import_module(_nouns()[noun])
    return tuple(declared for declared in _SERVICES.values() if declared.noun == noun)


def find(name: str) -> Service:
    """Return a service by its name.

    Parameters
    ----------
    name
        ``noun.verb``.

    Returns
    -------
    Service
        The declared service.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    noun = name.split(".")[0]
    for declared in services_of(noun):
        if declared.name == name:
            return declared
    raise NotFoundError(Problem("service.unknown", {"name": name}))


def context(actor: Actor, workspace: Workspace, progress: Callable[[float, str], None] = _quiet) -> Context:
    """Make the context of one call, now."""
    return Context(actor=actor, workspace=workspace, now=datetime.now(UTC), progress=progress)
