"""What a workspace knows of projects: sites, the register, settings, budgets; loaded once a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import shapely

from tongyuan.deploy.admission import Carbon, Case, Price, Rulebook, Settings
from tongyuan.deploy.zoning import Zoning, locate
from tongyuan.reference.admission import admission_regions, admission_rules
from tongyuan.services.deploy.admission_carbon import carbon_of, price_of
from tongyuan.services.deploy.admission_register import Claims, Register, claims_of, register_of
from tongyuan.services.deploy.admission_settings import held_settings
from tongyuan.services.deploy.zone_index import zoning_of
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.problems import InputError, Problem
from tongyuan.workspace.hashing import hash_record

if TYPE_CHECKING:
    from tongyuan.services.declaration import Context
    from tongyuan.workspace.workspace import Workspace

__all__ = ["Desk", "book", "desk_of", "edition"]

#: Annual mean of PM2.5 in the statistics of a workspace.
AIR = "pm25_annual_mean"
#: An annual mean that is older says nothing of today's air [years].
FRESH = 3


def book(workspace: Workspace) -> Rulebook:
    """Give the rules of the nation and of the workspace's own jurisdiction.

    Parameters
    ----------
    workspace
        The workspace; one without rules of its own passes no gate.

    Returns
    -------
    Rulebook
        The rules.
    """
    own = jurisdiction(workspace.whole).frame("admission_rules")
    rules = pl.concat([admission_rules(), own.select(admission_rules().columns)])
    return Rulebook(rules, admission_regions(), provincial=not own.is_empty())


def edition(rules: Rulebook, settings: pl.DataFrame) -> str:
    """Give the hash of rules and settings: another one says that one of them changed.

    Parameters
    ----------
    rules
        The rules.
    settings
        Rows of ``AdmissionSetting``.

    Returns
    -------
    str
        SHA-256.
    """
    told = {"rules": rules.rules, "regions": rules.regions, "settings": settings.sort(settings.columns)}
    return hash_record({name: rows.write_csv() for name, rows in told.items()})


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """What all cases of one call share.

    Parameters
    ----------
    workspace
        The whole workspace: whether a tonne is free does not depend on who asks.
    book, edition
        Rules, and the hash of them and of the settings.
    claims
        What projects state to use; those that were refused use nothing.
    register
        Registered reductions.
    settings
        Rows of ``AdmissionSetting``.
    lists
        Rows of ``ZoneRule``.
    """

    workspace: Workspace
    book: Rulebook
    edition: str
    claims: Claims
    register: Register
    settings: pl.DataFrame
    lists: pl.DataFrame
    _air: dict[tuple[str, int], float | None] = field(default_factory=dict)
    _zoning: dict[date, Zoning] = field(default_factory=dict)
    _carbon: dict[str, Carbon | None] = field(default_factory=dict)
    _price: dict[str, Price | None] = field(default_factory=dict)

    def case(self, project: Mapping[str, Any], sources: Sequence[Mapping[str, Any]], *, on: date) -> Case:
        """Put together what is known of a project.

        Parameters
        ----------
        project, sources
            The form.
        on
            Day of the opinion.

        Returns
        -------
        Case
            What is not known is left open.
        """
        code, region = project["project"], project["region"]
        if on not in self._zoning:
            self._zoning[on] = zoning_of(self.workspace, on=on)
        parts, red_line = _located(self._zoning[on], project)
        if region not in self._carbon:
            self._carbon[region] = carbon_of(self.workspace, region)
            self._price[region] = price_of(self.workspace, region)
        return Case(
            project=project,
            on=on,
            sources=tuple(self.register.facts_of(source) for source in sources),
            parts=parts,
            red_line=red_line,
            lists=_in_force(self.lists, parts, on),
            used=_used(self.claims, code, sources),
            register=self.register.of(code, sources, claimed=self.claims.registered),
            settings=_settings(self.settings, on, self._mean(region, on)),
            carbon=self._carbon[region],
            price=self._price[region],
        )

    def _mean(self, region: str, on: date) -> float | None:
        """Give the city's last annual mean of PM2.5 [ug/m3]; None where none of the last years is held."""
        key = (region, on.year)
        if key not in self._air:
            rows = self.workspace.statistics(region=region, series=AIR).filter(
                pl.col("value").is_not_null(),
                pl.col("period").str.contains(r"^\d{4}$"),
                pl.col("period").is_between(pl.lit(str(on.year - FRESH)), pl.lit(str(on.year - 1))),
            )
            last = rows.sort("period", "believed_at")["value"].to_list()
            self._air[key] = last[-1] if last else None
        return self._air[key]


def desk_of(ctx: Context) -> Desk:
    """Load what the cases of a call share.

    Parameters
    ----------
    ctx
        Who asks, and where.

    Returns
    -------
    Desk
        The desk.
    """
    whole, rules = ctx.workspace.whole, book(ctx.workspace)
    settings = held_settings(whole)
    steps = whole.projects.steps()
    refused = steps.filter(pl.col("step").cast(pl.String) == "refuse")["project"].to_list()
    return Desk(
        workspace=whole,
        book=rules,
        edition=edition(rules, settings),
        claims=claims_of(whole.projects.entered(), refused=frozenset(refused)),
        register=register_of(whole, at=ctx.now),
        settings=settings,
        lists=whole.zones.rules(),
    )


def _located(zoning: Zoning, project: Mapping[str, Any]) -> tuple[pl.DataFrame | None, str | None]:
    """Locate the site in the units in force on the day; nothing where either is missing."""
    site = _site(project)
    if site is None or zoning.units.is_empty():
        return None, None
    found = locate({project["project"]: site}, zoning=zoning)
    return found.parts, str(found.sites["red_line"][0])


def _site(project: Mapping[str, Any]) -> Any:
    if project["outline"]:
        try:
            shape = shapely.from_wkt(project["outline"])
        except (shapely.errors.GEOSException, ValueError) as error:
            raise InputError(Problem("admission.outline", {"got": str(error)[:120]})) from None
        if shape.is_empty or not shape.is_valid:
            raise InputError(Problem("admission.outline", {"got": shapely.is_valid_reason(shape)[:120]}))
        return shape
    if project["longitude"] is None or project["latitude"] is None:
        return None
    return shapely.Point(project["longitude"], project["latitude"])


def _in_force(lists: pl.DataFrame, parts: pl.DataFrame | None, on: date) -> pl.DataFrame | None:
    """Keep the lines in force of the units that a site touches, each of the edition that is touched."""
    if parts is None:
        return None
    begun = (pl.col("valid_from") <= on) & (pl.col("valid_to").is_null() | (pl.col("valid_to") > on))
    return lists.filter(begun).join(
        parts.select("unit", "edition").unique(), on=["unit", "edition"], how="semi"
    )


def _used(claims: Claims, project: str, sources: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], float]:
    """Sum what other projects of the list state to use of sources that are not registered."""
    keys = {(source["offset_source"], source["offset_kind"]) for source in sources}
    sums = {
        key: sum(amount for other, amount in claims.stated.get(key, {}).items() if other != project)
        for key in sorted(keys)
    }
    return {key: amount for key, amount in sums.items() if amount}


def _settings(rows: pl.DataFrame, on: date, mean: float | None) -> Settings:
    """Read what is set on a day; of a ratio the row that began last."""
    begun = (pl.col("effective_from") <= on) & (
        pl.col("effective_to").is_null() | (pl.col("effective_to") > on)
    )
    held = rows.filter(begun).with_columns(pl.col("setting").cast(pl.String)).sort("effective_from")
    ratios = held.filter(setting="coal_ratio").to_dicts()
    listed = held.filter(setting="two_high").to_dicts()
    last: dict[str, Any] = ratios[-1] if ratios else {"figure": None, "document": None}
    clause = f" {last['clause']}" if last.get("clause") else ""
    return Settings(
        coal_ratio=last["figure"],
        coal_document=f"{last['document']}{clause}" if ratios else None,
        two_high=tuple(sorted({row["industry"] for row in listed})) if listed else None,
        two_high_document=listed[-1]["document"] if listed else None,
        pm25_ug_m3=mean,
    )
