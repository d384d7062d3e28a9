"""The opinion on a project: every rule that holds, and what follows from all of them. A human decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from tongyuan.deploy.admission import listing, replacing, reviewing, siting, tonnes
from tongyuan.deploy.admission.case import Case, Rule, Rulebook
from tongyuan.deploy.admission.findings import FAIL, NONE, OPEN, PASS, say
from tongyuan.vocabulary.tables import AdmissionFinding
from tongyuan.vocabulary.tables.admission import GATES

__all__ = ["CONDITIONS", "Opinion", "differences", "judge"]

Condition = Callable[[Case, Rule], Iterator[dict[str, Any]]]
CONDITIONS: Mapping[str, Condition] = {
    "listed_sectors": siting.listed,
    "not_eliminated": siting.not_eliminated,
    "restricted_upgrade": siting.restricted_upgrade,
    "no_red_line": siting.no_red_line,
    "priority_unit": listing.priority_unit,
    "unit_list": listing.unit_list,
    "ratio": replacing.ratio,
    "ratio_merger": replacing.ratio,
    "ratio_equal_case": replacing.ratio,
    "ratio_restricted_or_cross": replacing.ratio,
    "suspended": replacing.suspended,
    "no_replacement": replacing.no_replacement,
    "multiple_not_attained": replacing.multiple_not_attained,
    "multiple_attained": replacing.multiple_attained,
    "offset_plan": replacing.offset_plan,
    "coal_at_least_equal": replacing.coal_at_least,
    "coal_setting": replacing.coal_at_least,
    "coal_substitute": replacing.coal_substitute,
    "coal_substitute_elsewhere": replacing.coal_substitute_elsewhere,
    "energy_review": reviewing.energy_review,
    "energy_review_2023": reviewing.energy_review_2023,
    "energy_level": reviewing.energy_level,
    "material_level": reviewing.material_level,
    "water_level": reviewing.water_level,
    "water_permit": reviewing.water_permit,
    "carbon_evaluation": reviewing.carbon_evaluation,
    "carbon_in_eia": reviewing.carbon_in_eia,
    "carbon_budget": reviewing.carbon_budget,
    "shut_before_start": replacing.shut_before_start,
    "once": tonnes.once,
    "lawful_and_real": tonnes.lawful_and_real,
}
#: Ratios that a case of replacement asks for instead of the ordinary one.
SPECIAL = "ratio_"
#: Industries whose capacity must be replaced.
REPLACING = ("steel", "clinker", "flat_glass", "aluminium")
WORST = (FAIL, OPEN, PASS, NONE)
OUTCOMES = {FAIL: "not_supported", OPEN: "hold"}


@dataclass(frozen=True, slots=True, eq=False)
class Opinion:
    """What the desk advises.

    Parameters
    ----------
    outcome
        ``support_with_conditions``, ``hold`` or ``not_supported``.
    findings
        Rows of ``AdmissionFinding``.
    """

    outcome: str
    findings: pl.DataFrame

    def gates(self) -> dict[str, str]:
        """Give the worst verdict of each gate."""
        told = self.findings.select("gate", "verdict").cast(pl.String).rows()
        return {
            gate: min((verdict for at, verdict in told if at == gate), key=WORST.index)
            for gate in GATES
            if any(at == gate for at, _ in told)
        }

    def unmet(self) -> tuple[str, ...]:
        """List the gates that are not passed."""
        return tuple(gate for gate, verdict in self.gates().items() if verdict in (FAIL, OPEN))

    def conditions(self) -> list[tuple[str, str]]:
        """List what a support is bound to, in Chinese and in English, each once."""
        rows = self.findings.filter(pl.col("verdict") == PASS, pl.col("settle_zh").is_not_null())
        return list(dict.fromkeys(rows.select("settle_zh", "settle_en").iter_rows()))


def judge(case: Case, *, book: Rulebook) -> Opinion:
    """Put a project to every gate.

    Parameters
    ----------
    case
        The project on a day.
    book
        Rules.

    Returns
    -------
    Opinion
        Not supported where a verified rule refuses, held where evidence is open, else supported with
        conditions. It is advice: a human decides.

    Examples
    --------
    >>> from tongyuan.testing.admission import a_case, the_book
    >>> judge(a_case(), book=the_book()).outcome
    'support_with_conditions'
    """
    rows = [row for gate in GATES for row in _gate(case, gate, book)]
    named = [{"project": case.project["project"], "number": n, **row} for n, row in enumerate(rows, 1)]
    frame = pl.DataFrame(named, schema=AdmissionFinding.create_empty().schema, orient="row")
    worst = min((row["verdict"] for row in rows), key=WORST.index)
    return Opinion(
        OUTCOMES.get(worst, "support_with_conditions"), AdmissionFinding.validate(frame, cast=True)
    )


def _gate(case: Case, gate: str, book: Rulebook) -> Iterator[dict[str, Any]]:
    """Put a project to the rules of a gate; where none is known for the day, that is said, not passed."""
    rules = list(book.holding(case, gate))
    chosen = _of_case(rules, case.project["swap_case"]) if gate == "capacity" else rules
    for rule in chosen:
        yield from CONDITIONS[rule.condition](case, rule)
    nothing = Rule("—", gate, "none", None, "—", "—", "—", "verified")
    if not book.provincial:
        yield say(nothing, OPEN, "gate.no_province")
    if not chosen:
        free = gate == "capacity" and case.project["project_sector"] not in REPLACING
        yield say(nothing, *((NONE, "capacity.other") if free else (OPEN, "gate.no_rule")))


def _of_case(rules: list[Rule], swap_case: str | None) -> list[Rule]:
    """Take the ratio of the case of replacement where there is one, else the ordinary one."""
    special = [rule for rule in rules if rule.condition == f"{SPECIAL}{swap_case}"]
    return special or [rule for rule in rules if not rule.condition.startswith(SPECIAL)]


def differences(before: Opinion, after: Opinion) -> list[tuple[str, str | None, str | None]]:
    """List the gates whose verdict changed.

    Parameters
    ----------
    before, after
        Opinions on one project.

    Returns
    -------
    list of tuple
        Gate, verdict before, verdict after; None where the gate did not stand.

    Examples
    --------
    >>> from tongyuan.testing.admission import a_case, the_book
    >>> same = judge(a_case(), book=the_book())
    >>> differences(same, same)
    []
    """
    old, new = before.gates(), after.gates()
    return [(gate, old.get(gate), new.get(gate)) for gate in GATES if old.get(gate) != new.get(gate)]
