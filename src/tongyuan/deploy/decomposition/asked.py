"""What a decomposition is asked for: target, regions with their figures, methods, negotiated values."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tongyuan.vocabulary.quality import Quality

__all__ = ["CRITERIA", "INDEXED", "METHODS", "City", "Decomposition", "Fixed", "Path", "Step", "needs_of"]

Form = Literal["amount", "ratio", "intensity", "concentration"]
Method = Literal[
    "equal",
    "entropy",
    "critic",
    "stated",
    "least_cost",
    "contraction",
    "frontier",
    "sacrifice",
    "shapley",
]
Criterion = Literal["gdp_per_capita", "base_per_capita", "intensity", "industry_share", "potential"]
METHODS: tuple[Method, ...] = (
    "equal",
    "entropy",
    "critic",
    "stated",
    "least_cost",
    "contraction",
    "frontier",
    "sacrifice",
    "shapley",
)
CRITERIA: tuple[Criterion, ...] = (
    "gdp_per_capita",
    "base_per_capita",
    "intensity",
    "industry_share",
    "potential",
)
#: Methods that weigh criteria.
INDEXED = ("entropy", "critic", "stated")
#: What a criterion is made from.
MADE_FROM = {
    "gdp_per_capita": ("gdp", "population"),
    "base_per_capita": ("population",),
    "intensity": ("gdp",),
    "industry_share": ("industry_share",),
    "potential": ("potential",),
}
NEEDED = {
    "contraction": ("gdp",),
    "frontier": ("gdp", "population"),
    "sacrifice": ("gdp", "costs"),
    "shapley": ("costs",),
}
#: No figure of a region is greater.
MOST = 1e15
#: Rounding of weights that add up to 1.
SLACK = 1e-9
#: How many times GDP may grow or shrink.
GROWTH = 1000.0

Amount = Annotated[float, Field(gt=0, le=MOST)]
Share = Annotated[float, Field(ge=0, le=1)]
Limit = Annotated[float, Field(ge=0, le=MOST)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Year = Annotated[int, Field(ge=1900, le=2200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Step(_Part):
    """A step of a region's cost curve: so much can be reduced, each unit at this cost."""

    quantity: Amount
    cost_cny: Annotated[float, Field(ge=-MOST, le=MOST)]


class City(_Part):
    """Figures of a region; what is not given is missing, never zero."""

    base: Amount | None = None
    gdp: Amount | None = None
    gdp_growth: Annotated[float, Field(gt=0, le=GROWTH)] | None = None
    population: Amount | None = None
    industry_share: Share | None = None
    potential: Share | None = None
    costs: tuple[Step, ...] = ()


class Fixed(_Part):
    """A negotiated value of a region: what it may still emit or its reduction share, and why."""

    budget: Annotated[float, Field(ge=0, le=MOST)] | None = None
    share: Annotated[float, Field(ge=-1, le=1)] | None = None
    reason: Text

    @model_validator(mode="after")
    def _one_value(self) -> Fixed:
        if (self.budget is None) == (self.share is None):
            raise ValueError("budget: budget or share, one of them")
        return self


class Path(_Part):
    """The way to the target year; milestones say which part of it is done by when."""

    shape: Literal["linear", "geometric", "front", "milestones"] = "linear"
    milestones: dict[Year, Share] = Field(default_factory=dict)


class Decomposition(_Part):
    """A target of the whole to be given to its regions."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
    target: Annotated[str, Field(max_length=60)] | None = None
    indicator: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9_.\-]+$")]
    form: Form
    value: Amount | None = None
    bound: Literal["at_most", "at_least"] = "at_most"
    unit: Annotated[str, Field(min_length=1, max_length=30)] = "t"
    base_year: Year
    year: Year
    decimals: Annotated[int, Field(ge=-3, le=6)] = 0
    methods: Annotated[tuple[Method, ...], Field(min_length=1)] = ("equal", "entropy", "critic")
    cities: dict[Annotated[str, Field(max_length=20)], City] = Field(default_factory=dict, max_length=60)
    left_out: dict[Annotated[str, Field(max_length=20)], Text] = Field(default_factory=dict)
    city_run: Annotated[str, Field(max_length=80)] | None = None
    cocontrol: Annotated[str, Field(max_length=80)] | None = None
    gdp_growth_prices: Literal["constant", "current"] | None = None
    gdp_price_year: Year | None = None
    most_cost_per_gdp: Limit | dict[Annotated[str, Field(max_length=20)], Limit] | None = None
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)] = (
        "gdp_per_capita",
        "base_per_capita",
        "intensity",
    )
    weights: dict[Criterion, Share] | None = None
    comparisons: tuple[tuple[Amount, ...], ...] | None = None
    convergence: Share = 0.5
    least_share: Annotated[float, Field(ge=-1, lt=1)] | None = None
    most_share: Annotated[float, Field(gt=0, le=1)] = 1.0
    fixed: dict[Annotated[str, Field(max_length=20)], Fixed] = Field(default_factory=dict)
    path: Path = Path()
    uncertainty: Annotated[float, Field(gt=0, lt=1)] | None = None
    quality: Quality = Quality.UNVERIFIED
    citation: Annotated[str, Field(max_length=2000)] | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Decomposition:
        told = [*self._wrong_target(), *self._wrong_choice()]
        if told:
            raise ValueError("; ".join(told))
        return self

    def _wrong_target(self) -> list[str]:
        told = [] if self.base_year < self.year else [f"year: {self.year}"]
        of_plan = self.cocontrol is not None and self.form == "amount"
        if self.value is None and self.target is None and not of_plan:
            told.append("value: —")
        if self.value is not None and self.form in ("ratio", "intensity") and self.value >= 100:
            told.append(f"value: {self.value:g} %")
        years = list(self.path.milestones)
        inside = all(self.base_year < year < self.year for year in years)
        shares = [self.path.milestones[year] for year in sorted(years)]
        if not inside or shares != sorted(shares) or (self.path.shape == "milestones") != bool(years):
            told.append(f"path.milestones: {self.path.milestones}")
        return told

    def _wrong_choice(self) -> list[str]:
        told = []
        for field, chosen in (("methods", self.methods), ("criteria", self.criteria)):
            if len(set(chosen)) < len(chosen):
                told.append(f"{field}: {' '.join(chosen)}")
        if "stated" in self.methods and (self.weights is None) == (self.comparisons is None):
            told.append("weights: weights or comparisons, one of them, for the method stated")
        if self.weights is not None and (
            set(self.weights) != set(self.criteria) or abs(sum(self.weights.values()) - 1) > SLACK
        ):
            told.append(f"weights: {self.weights}")
        if self.comparisons is not None and {len(row) for row in self.comparisons} | {
            len(self.comparisons)
        } != {len(self.criteria)}:
            told.append(f"comparisons: {len(self.comparisons)} × {len(self.criteria)}")
        if (self.least_share or -1) > self.most_share:
            told.append(f"least_share: {self.least_share}")
        both = sorted(set(self.fixed) & set(self.left_out))
        told += [f"left_out: {region}" for region in both]
        return told

    def limit_of(self, region: str) -> float | None:
        """Say what a region's cost over its GDP may be at most [CNY per unit of GDP as given]."""
        told = self.most_cost_per_gdp
        return told.get(region) if isinstance(told, dict) else told

    @property
    def reads(self) -> set[str]:
        """Which figures of the regions the methods need."""
        return needs_of(self)


def needs_of(asked: Any) -> set[str]:
    """Say which figures of each region the methods asked for need.

    Parameters
    ----------
    asked
        A decomposition.

    Returns
    -------
    set of str
        Names of figures of :class:`City`.

    Examples
    --------
    >>> one = Decomposition(name="nox", indicator="NOx", form="ratio", value=10, base_year=2020, year=2025,
    ...                     methods=("equal",))
    >>> sorted(needs_of(one))
    ['base']
    """
    needed = {"base"}
    if asked.form == "concentration":
        return needed
    if asked.form == "intensity":
        needed |= {"gdp", "gdp_growth"}
    for method in asked.methods:
        needed |= set(NEEDED.get(method, ()))
        if method in INDEXED:
            needed |= {name for criterion in asked.criteria for name in MADE_FROM[criterion]}
        if method == "least_cost" and asked.cocontrol is None:
            needed.add("costs")
            if asked.most_cost_per_gdp is not None:
                needed.add("gdp")
    return needed
