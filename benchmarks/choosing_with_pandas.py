"""Choosing factors and computing emissions in plain pandas, from the same tables and printed rules."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tongyuan.accounting.choice import AIR_SPECIES, services, species_named
from tongyuan.vocabulary.activities import expected_species
from tongyuan.vocabulary.methods import Method, Term, get_method
from tongyuan.vocabulary.packaged import read_packaged
from tongyuan.vocabulary.species import codes

ANY = "*"
ROW = ["row", "species"]


def emission_with_pandas(
    activity: pd.DataFrame, factors: pd.DataFrame, controls: pd.DataFrame, *, family: str
) -> pd.Series:
    """Sum the masses by region, year and species [t]."""
    for frame in (activity, factors, controls):
        for column in frame.select_dtypes("category"):
            frame[column] = frame[column].astype(str)
    rows = activity[activity["quantity"].notna()].reset_index(drop=True)
    rows["row"] = np.arange(len(rows))
    places = rows.assign(place=rows.groupby(PLACE, sort=False).ngroup())
    distinct = places.drop_duplicates("place")[["place", *PLACE]]
    own = factors[factors["family"].isin([family, ANY]) | factors["family"].str.contains("_", regex=False)]
    removed = _removals(distinct, controls)
    parts = []
    for rank, service in enumerate(services()):
        entry = get_method(service.method)
        asked = places[places["activity"] == service.activity]
        if len(asked):
            parts.append(_by_method(entry, service.species, rank, asked, distinct, own, removed))
    every = pd.concat(parts)
    best = every.sort_values("rank", kind="stable").drop_duplicates(ROW)
    kept = best[_is_asked(best, rows, factors)]
    joined = kept.merge(rows[["row", "region", "year"]], on="row")
    joined = _without_overlaps(joined, rows)
    return joined.groupby(["region", "year", "species"])["mass_t"].sum()


PLACE = ["region", "year", "source", "fuel", "technology"]
FINER = ["by_method", "by_species", "by_family"]


def _by_method(
    entry: Method,
    served: tuple[str, ...],
    rank: int,
    asked: pd.DataFrame,
    distinct: pd.DataFrame,
    factors: pd.DataFrame,
    removed: pd.DataFrame,
) -> pd.DataFrame:
    """Compute every row and species that one method has all factors for."""
    there = distinct[distinct["place"].isin(asked["place"])]
    frame = there[["place"]].merge(pd.DataFrame({"species": list(served)}), how="cross")
    for name, term in entry.terms.items():
        if term.table == "factor":
            best = _best(entry, term, there, factors, served)
            frame = frame.merge(best.rename(columns={"value": name}), on=["place", "species"])
        if term.table == "control":
            share = removed.rename(columns={"removal": name})
            if term.species is not None:
                share = share[share["species"] == term.species].drop(columns="species")
            frame = frame.merge(share, on=[c for c in ("place", "species") if c in share], how="left")
            frame[name] = frame[name].fillna(0.0)
    full = asked[["row", "place", "quantity"]].merge(frame, on="place")
    names = {name: full[name] for name in entry.terms}
    full["mass_t"] = eval(entry.equation, {"__builtins__": {}}, names)
    return full[[*ROW, "mass_t"]].assign(rank=rank)


def _best(
    entry: Method, term: Term, places: pd.DataFrame, factors: pd.DataFrame, served: tuple[str, ...]
) -> pd.DataFrame:
    """Keep the most specific factor row of a parameter for each place and species."""
    owner = _owner(entry, term)
    general = owner.split(".")[0] + ".*"
    rows = factors[(factors["parameter"] == term.column) & factors["method"].isin([owner, general])]
    wanted = pd.DataFrame({"species": list(served), "of": [term.species or code for code in served]})
    named = rows[rows["species"] != ANY].merge(
        wanted, left_on="species", right_on="of", suffixes=("_row", "")
    )
    common = rows[rows["species"] == ANY].drop(columns="species").merge(wanted, how="cross")
    named["by_species"], common["by_species"] = 1, 0
    both = pd.concat([named.drop(columns="species_row"), common])
    by_fuel = both.merge(places, on="fuel", suffixes=("_row", ""))
    by_fuel["by_fuel"] = 1
    open_fuel = (
        both[both["fuel"] == ANY].drop(columns="fuel").merge(places, how="cross", suffixes=("_row", ""))
    )
    open_fuel["by_fuel"] = 0
    fitting = pd.concat([by_fuel, open_fuel])
    fitting = fitting[_fits(fitting)]
    fitting["by_method"] = (fitting["method"] == owner).astype(int)
    fitting["by_family"] = (fitting["family"] != ANY).astype(int)
    order = [
        "region_named",
        "length",
        "by_fuel",
        "tech_named",
        "narrow",
        "by_method",
        "by_species",
        "by_family",
    ]
    ranked = _measured(fitting).sort_values(order, ascending=False, kind="stable")
    return ranked.drop_duplicates(["place", "species"])[["place", "species", "value"]]


def _measured(fitting: pd.DataFrame) -> pd.DataFrame:
    """Tell of each fitting row how specific it is."""
    return fitting.assign(
        region_named=(fitting["region_row"] != ANY).astype(int),
        length=fitting["source_row"].str.replace("*", "", regex=False).str.len(),
        tech_named=(fitting["technology_row"] != ANY).astype(int),
        narrow=-(fitting["year_to"] - fitting["year_from"]),
    )


def _owner(entry: Method, term: Term) -> str:
    """Name the method that files a term's factor: its own, or the one whose species it borrows."""
    if term.species is None:
        return entry.id
    for service in services():
        terms = get_method(service.method).terms.values()
        if any(found.column == term.column and found.species is None for found in terms):
            return service.method
    return entry.id


def _fits(frame: pd.DataFrame) -> pd.Series:
    source = [
        row == ANY or own.startswith(row)
        for row, own in zip(frame["source_row"], frame["source"], strict=True)
    ]
    region = (frame["region_row"] == ANY) | (frame["region_row"] == frame["region"])
    fits = pd.Series(source, index=frame.index) & region
    if "technology_row" in frame:
        fits &= (frame["technology_row"] == ANY) | (frame["technology_row"] == frame["technology"])
    return fits & (frame["year"] >= frame["year_from"]) & (frame["year"] <= frame["year_to"])


def _removals(places: pd.DataFrame, controls: pd.DataFrame) -> pd.DataFrame:
    """Sum efficiency times application of the controls that serve each place, by species."""
    bare = controls.drop(columns="technology")
    by_fuel = bare.merge(places.drop(columns="technology"), on="fuel", suffixes=("_row", ""))
    open_fuel = bare[bare["fuel"] == ANY].drop(columns="fuel")
    crossed = open_fuel.merge(places.drop(columns="technology"), how="cross", suffixes=("_row", ""))
    fitting = pd.concat([by_fuel, crossed])
    fitting = fitting[_fits(fitting)]
    fitting["removal"] = fitting["efficiency"] * fitting["application"]
    return fitting.groupby(["place", "species"], as_index=False)["removal"].sum()


def _is_asked(best: pd.DataFrame, rows: pd.DataFrame, factors: pd.DataFrame) -> pd.Series:
    """Tell which figures the platform asks for: what a kind, source and material is expected to give."""
    kinds = rows[["activity", "source", "fuel"]].drop_duplicates()
    kept = set(factors.loc[factors["method"] == "production.kept", "fuel"])
    pairs = {
        (*kind, code) for kind in kinds.itertuples(index=False, name=None) for code in _expected(*kind, kept)
    }
    told = best.merge(rows[["row", "activity", "source", "fuel"]], on="row", how="left")
    found = [
        key in pairs
        for key in zip(*(told[n] for n in ("activity", "source", "fuel", "species")), strict=True)
    ]
    return pd.Series(found, index=best.index)


def _expected(activity: str, source: str, fuel: str, kept: set[str]) -> tuple[str, ...]:
    if activity == "production" and fuel in kept:
        return ("CO2",)
    told = expected_species(activity, source=source, material=fuel)
    if told is not None:
        return told
    if activity == "combustion":
        return AIR_SPECIES
    if activity == "production":
        return (*AIR_SPECIES, *codes("greenhouse_gas"))
    return tuple(code for service in services() if service.activity == activity for code in service.species)


def _without_overlaps(joined: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out what other activity of the same region and year gives already."""
    full = joined.merge(rows[["row", "activity", "source", "fuel"]], on="row")
    place = full["region"] + full["year"].astype(str)
    for rule in read_packaged("tongyuan.accounting", "overlaps").iter_rows(named=True):
        ending = (rule["present_fuel"] or ANY).removeprefix(ANY)
        giving = rows[
            (rows["activity"] == rule["present_activity"])
            & rows["source"].str.startswith(rule["present_source"])
            & rows["fuel"].str.endswith(ending)
        ]
        given = place.isin(set(giving["region"] + giving["year"].astype(str)))
        same = (full["activity"] == rule["activity"]) & full["source"].str.startswith(rule["source"])
        if rule["fuel"] != ANY:
            same &= full["fuel"] == rule["fuel"]
        out = given & same & full["species"].isin(species_named(rule["species"]))
        full, place = full[~out], place[~out]
    return full
