"""Who acted and what was done, in words: names of people instead of their ids, deeds instead of services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tongyuan.services.declaration import find, nouns, services_of
from tongyuan.services.denial import summary_in
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.view import View

__all__ = ["Actors", "deed", "noun_names"]

#: Written into the audit, and by no service that changes anything.
UNDECLARED = ("workspace", "export")


@dataclass(frozen=True, slots=True)
class Actors:
    """Names of who acts.

    Parameters
    ----------
    view
        What is shown.
    people
        Actor id to name, as far as the visitor may see people.
    """

    view: View
    people: Mapping[str, str]

    @classmethod
    async def of(cls, view: View) -> Actors:
        """Read the names that the visitor may see."""
        oneself = view.session.actor
        if not view.may_call("user.list"):
            return cls(view, {oneself.id: oneself.name})
        rows = (await view.ask("user.list")).frame()
        return cls(view, {f"person:{number}": name for number, name in rows.select("id", "name").iter_rows()})

    def name(self, actor: str) -> str:
        """Name an actor; the id itself where nobody knows it."""
        kind, _, login = actor.partition(":")
        if kind == "local":
            return self.view.measure(login, self.view.word("本机"))
        if actor == "public":
            return self.view.word("公众")
        return self.people.get(actor, actor)


def noun_names(view: View) -> dict[str, str]:
    """Name what may be changed: noun to its words."""
    changing = [noun for noun in nouns() if any(each.changes for each in services_of(noun))]
    return {noun: view.term("noun", noun) for noun in (*UNDECLARED, *changing)}


def deed(view: View, service: str) -> str:
    """Say what a service does, in the view's language; its name where there is no such service."""
    named = view.term("service", service)
    if named != service or "." not in service:
        return named
    try:
        return summary_in(find(service), view.lang)
    except NotFoundError:
        return service
