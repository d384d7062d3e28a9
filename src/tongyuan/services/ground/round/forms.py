"""Forms of a round: those that the jurisdiction declares, else one for each department with what it owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tongyuan.services.jurisdiction import Jurisdiction
from tongyuan.vocabulary.problems import InputError, NotFoundError, Problem
from tongyuan.vocabulary.rounds import grain_of, round_kind
from tongyuan.vocabulary.tables import Form, FormItem

__all__ = ["Forms", "forms_of", "known_forms"]

#: What a department owes is asked of the province and of every assessment unit, once a year.
OWED_LEVELS = "province;unit"
OWED_KIND = "january_call"


@dataclass(frozen=True, slots=True)
class Forms:
    """Forms and their items, by their contracts."""

    forms: pl.DataFrame
    items: pl.DataFrame

    def only(self, names: Sequence[str]) -> Forms:
        """Keep some of them, in the order of the tables."""
        chosen = pl.col("form").is_in(list(names))
        return Forms(self.forms.filter(chosen), self.items.filter(chosen))


def known_forms(place: Jurisdiction) -> Forms:
    """Return every form: the declared ones, and one for each department that owes series and declares none.

    Parameters
    ----------
    place
        The jurisdiction.

    Returns
    -------
    Forms
        Forms and items.
    """
    declared = place.forms
    covered = declared.filter(pl.col("kind") == OWED_KIND)["department"]
    owners = place.series.filter(~pl.col("owner").is_in(covered.implode()))["owner"].drop_nulls()
    owed = _owed(place, owners)
    return Forms(pl.concat([declared, owed.forms]), pl.concat([place.form_items, owed.items]))


def _owed(place: Jurisdiction, owners: pl.Series) -> Forms:
    departments = place.departments.filter(pl.col("department").is_in(owners.implode()))
    forms = departments.select(
        pl.col("department").alias("form"),
        (pl.col("short_zh") + "年度数据表").alias("title_zh"),
        ("Yearly figures: " + pl.col("name_en")).alias("title_en"),
        pl.lit(OWED_KIND).alias("kind"),
        "department",
        pl.lit("year").alias("grain"),
        pl.lit(OWED_LEVELS).alias("levels"),
    )
    owed = place.series.join(forms.select("form"), left_on="owner", right_on="form", how="semi")
    items = owed.select(
        pl.col("owner").alias("form"),
        pl.col("series").alias("item"),
        pl.int_range(1, pl.len() + 1).over("owner").alias("order"),
        "label_zh",
        "label_en",
        "unit",
        pl.lit(True).alias("required"),
        "series",
        pl.lit(False).alias("sums"),
        "minimum",
        "maximum",
        "choices",
    )
    return Forms(Form.cast(forms), FormItem.cast(items))


def forms_of(place: Jurisdiction, *, kind: str, period: str, names: Sequence[str] = ()) -> Forms:
    """Return the forms that a round asks for.

    Parameters
    ----------
    place
        The jurisdiction.
    kind, period
        Of the round.
    names
        Forms to ask for; all of the kind where none are named.

    Returns
    -------
    Forms
        Forms and items.

    Raises
    ------
    NotFoundError
        ``round.no_form``: no such form, or none of that kind.
    InputError
        ``round.grain`` where the period does not fit, ``round.series_twice`` where two forms feed one series.
    """
    known = known_forms(place)
    wanted = names or known.forms.filter(pl.col("kind") == kind)["form"].to_list()
    absent = sorted(set(wanted) - set(known.forms["form"]))
    if absent or not wanted:
        got = "、".join(absent) or round_kind(kind).label_zh
        raise NotFoundError(Problem("round.no_form", {"got": got, "expected": _listed(known.forms)}))
    chosen = known.only(wanted)
    problems = [
        Problem("round.grain", {"form": form, "grain": grain, "period": period})
        for form, grain in chosen.forms.select("form", "grain").iter_rows()
        if grain != grain_of(period)
    ]
    fed = chosen.items["series"].drop_nulls()
    problems += [
        Problem("round.series_twice", {"series": series})
        for series in fed.filter(fed.is_duplicated()).unique().sort()
    ]
    if problems:
        raise InputError(problems)
    return chosen


def _listed(forms: pl.DataFrame) -> str:
    return "、".join(forms["form"].to_list()) or "—"
