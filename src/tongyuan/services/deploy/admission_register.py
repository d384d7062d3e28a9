"""The register of reductions as the desk reads it: what is recognised, and who has how much of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tongyuan.deploy.admission import Registered
from tongyuan.deploy.reduction import Shares, shares_of
from tongyuan.deploy.replacement import held_for
from tongyuan.vocabulary.commodities import commodity_of

if TYPE_CHECKING:
    from tongyuan.workspace.projects import Entered
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Claims", "Register", "claims_of", "register_of"]

#: Facts of a source that a registration settles, whatever a form states.
FACTS = ("base_on", "began_on", "lawful", "substitute", "evidence")


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """Registered reductions by number, with what became of each.

    Parameters
    ----------
    cuts
        Registrations.
    shares
        What became of them.
    """

    cuts: Mapping[int, Mapping[str, Any]]
    shares: Mapping[int, Shares]

    def facts_of(self, source: Mapping[str, Any]) -> Mapping[str, Any]:
        """Put the registered facts of a source in the place of those that its form states.

        Parameters
        ----------
        source
            Row of ``AdmissionSource``.

        Returns
        -------
        Mapping
            The row.
        """
        cut = self.cuts.get(source["registration"])
        return source if cut is None else {**source, **{name: cut[name] for name in FACTS}}

    def of(
        self,
        project: str,
        sources: Sequence[Mapping[str, Any]],
        *,
        claimed: Mapping[int, Mapping[str, float]],
    ) -> dict[int, Registered]:
        """Tell what a project finds of the registrations that its sources name.

        Parameters
        ----------
        project
            Its id.
        sources
            Its sources.
        claimed
            What each project of the list claims, by registration: it counts beyond what the project holds.

        Returns
        -------
        dict
            By number of the registration; amounts in the unit of the commodity.
        """
        wanted = {source["registration"] for source in sources} & set(self.cuts)
        return {number: self._one(number, project, claimed.get(number, {})) for number in sorted(wanted)}

    def _one(self, number: int, project: str, claimed: Mapping[str, float]) -> Registered:
        cut, share = self.cuts[number], self.shares[number]
        kind = commodity_of(cut["commodity"])
        own = held_for(project, share)
        held = sum(amount for _, amount in share.live.values()) + share.used - own
        beyond = sum(
            max(amount - float(kind.amount(held_for(other, share))), 0.0)
            for other, amount in claimed.items()
            if other != project
        )
        return Registered(
            number,
            kind.commodity,
            kind.unit,
            None if share.recognised is None else float(kind.amount(share.recognised)),
            reduced=float(kind.amount(share.counted)),
            others=float(kind.amount(held)) + beyond,
            own=float(kind.amount(own)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """What the projects of a list state to use.

    Parameters
    ----------
    registered
        By registration and project, in the unit of the commodity.
    stated
        By source and kind that is not registered, and project [t/a].
    """

    registered: Mapping[int, Mapping[str, float]]
    stated: Mapping[tuple[str, str], Mapping[str, float]]


def register_of(workspace: Workspace, *, at: datetime) -> Register:
    """Read the whole register: whether a tonne is free does not depend on who asks.

    Parameters
    ----------
    workspace
        The whole workspace.
    at
        Now: holdings lapse.

    Returns
    -------
    Register
        The register.
    """
    cuts = {cut["id"]: cut for cut in workspace.reductions.cuts()}
    steps: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for step in workspace.reductions.steps():
        steps[step["reduction"]].append(step)
    return Register(cuts, {number: shares_of(number, steps[number], at=at) for number in cuts})


def claims_of(entered: Sequence[Entered], *, refused: frozenset[str]) -> Claims:
    """Sum what the projects of a list state to use of each source.

    Parameters
    ----------
    entered
        All projects.
    refused
        Those that were refused: they use nothing.

    Returns
    -------
    Claims
        The sums.
    """
    registered: dict[int, dict[str, float]] = defaultdict(dict)
    stated: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for one in entered:
        code = one.project["project"]
        for source in () if code in refused else one.sources:
            if source["registration"] is None:
                sums, factor = stated[source["offset_source"], source["offset_kind"]], 1.0
            else:
                sums = registered[source["registration"]]
                factor = (source["coal_tce_per_t"] or 1.0) if source["offset_kind"] == "coal" else 1.0
            sums[code] = sums.get(code, 0.0) + source["amount_t"] * factor
    return Claims(registered, stated)
