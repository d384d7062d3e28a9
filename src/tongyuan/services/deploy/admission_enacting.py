"""Rules of admission that a bureau enters for its province: dated rows with document and clause."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import polars as pl

from tongyuan.deploy.admission import CONDITIONS
from tongyuan.reference.admission import admission_rules
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.problems import InputError, Place, Problem
from tongyuan.vocabulary.sensitivity import Sensitivity
from tongyuan.vocabulary.tables import AdmissionRule

__all__ = ["enact"]

DATASET = "jurisdiction.admission_rules"


@service("admission.enact", changes=True)
def enact(
    ctx: Context,
    *,
    file: Annotated[
        Path, Positional("省级规则表（csv，列同 admission rules） · table of the province's rules")
    ],
) -> Answer:
    """Enter dated rules of the province, all or none; the same number is replaced. 录入省级规则。"""
    rows = _read(file)
    before = jurisdiction(ctx.workspace.whole).frame("admission_rules")
    kept = before.join(rows, on="rule", how="anti")
    whole = AdmissionRule.validate(pl.concat([kept, rows]).sort("rule"), cast=True)
    ctx.workspace.put_dataset(
        DATASET, whole, actor=ctx.actor.id, contract=AdmissionRule, sensitivity=Sensitivity.PUBLIC
    )
    return Answer(meta={"outcome": f"{rows.height} rules", "contract": "AdmissionRule"}, data=rows)


def _read(file: Path) -> pl.DataFrame:
    """Read the rows with their types; every row that breaks the contract is named."""
    place = Place(file=file.name)
    try:
        text = pl.read_csv(file, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        raise InputError(Problem("admission.rules_file", {"got": str(error)[:120]}, place)) from None
    lacking = [name for name in AdmissionRule.column_names() if name not in text.columns]
    if lacking or text.is_empty():
        got = "、".join(lacking) or file.name
        raise InputError(Problem("admission.rules_file", {"got": got}, place))
    rows = text.select(_typed(name, definition) for name, definition in AdmissionRule.columns().items())
    problems = _faults(text, rows, file=file.name)
    if problems:
        raise InputError(problems)
    return AdmissionRule.validate(rows, cast=True)


def _typed(name: str, definition: Any) -> pl.Expr:
    if definition.dtype == pl.Date:
        return pl.col(name).str.to_date("%Y-%m-%d", strict=False)
    if definition.dtype == pl.Boolean:
        return pl.col(name).replace_strict({"true": True, "false": False}, default=None)
    return pl.col(name).cast(definition.dtype, strict=False)


def _faults(text: pl.DataFrame, rows: pl.DataFrame, *, file: str) -> list[Problem]:
    """Name each row that is no rule: a broken cell, an unknown condition, a number of the nation."""
    national = set(admission_rules()["rule"])
    needed = [name for name, kind in AdmissionRule.columns().items() if not kind.nullable]
    pairs = zip(text.iter_rows(named=True), rows.iter_rows(named=True), strict=True)
    problems = []
    for number, (told, row) in enumerate(pairs, 2):
        wrong = [name for name in row if row[name] is None and (told[name] or name in needed)]
        if row["condition"] not in CONDITIONS:
            wrong.append("condition")
        if row["rule"] in national:
            wrong.append("rule")
        problems += [
            Problem(
                "admission.rules_cell",
                {"column": name, "got": told[name] or "—"},
                Place(file=file, row=number, column=name),
            )
            for name in dict.fromkeys(wrong)
        ]
    return problems
