"""The desk beside what the workspace holds: the register, units, rules and settings of the province."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import shapely
import yaml

from tongyuan.services.answer import Answer
from tongyuan.services.session import Session
from tongyuan.testing.admission import cleared, draw_red_line, recognised
from tongyuan.testing.sessions import an_actor
from tongyuan.vocabulary.problems import ConflictError, InputError
from tongyuan.vocabulary.tables import AdmissionRule

PAPER: dict[str, Any] = {"on": "2026-01-05", "document": "函 1 号"}
TWO_HIGH = {"setting": "two_high", "industries": "C2614"}


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.fixture
def clean(own: Session, tmp_path: Path) -> dict[str, Any]:
    """The form of a project that meets every rule, in a workspace that shows it."""
    return cleared(own, folder=tmp_path)


def written(form: dict[str, Any], folder: Path) -> Path:
    file = folder / f"{form['project']}.yaml"
    file.write_text(yaml.safe_dump(form, allow_unicode=True), encoding="utf-8")
    return file


def checked(session: Session, form: dict[str, Any], folder: Path, **asked: Any) -> Answer:
    return session.call("admission.check", file=written(form, folder), **asked)


def test_a_clean_project_is_supported_with_conditions(
    own: Session, clean: dict[str, Any], tmp_path: Path
) -> None:
    answer = checked(own, clean, tmp_path)
    assert (answer.meta["opinion_outcome"], answer.meta["unmet"]) == ("support_with_conditions", "")
    assert any("关停验收文件" in one for one in answer.meta["conditions"])


def test_an_amount_that_another_project_of_the_list_uses_is_refused_by_the_ratio(
    own: Session, clean: dict[str, Any], tmp_path: Path
) -> None:
    own.call("admission.import", file=written(clean | {"project": "EX-2"}, tmp_path))
    answer = checked(own, clean, tmp_path)
    once = answer.frame().filter(rule="R27", status="accounting")
    assert set(once["verdict"]) == {"needs_evidence"}
    assert once.filter(pl.col("subject").str.starts_with("S-1"))["need"].to_list() == [0.0]
    row = answer.frame().filter(rule="R06").row(0, named=True)
    assert (row["verdict"], row["have"], row["need"]) == ("fail", 0.0, 1.5)


def test_a_project_that_was_refused_uses_nothing(own: Session, clean: dict[str, Any], tmp_path: Path) -> None:
    own.call("admission.import", file=written(clean | {"project": "EX-2"}, tmp_path))
    own.call("admission.opinion", project="EX-2")
    other = Session(own.workspace, an_actor("approver"))
    other.call("admission.decide", project="EX-2", decision="refuse", key="r", **PAPER)
    assert checked(own, clean, tmp_path).meta["opinion_outcome"] == "support_with_conditions"


def test_what_is_reserved_for_a_project_is_its_own_and_nobody_elses(
    own: Session, clean: dict[str, Any], tmp_path: Path
) -> None:
    number = clean["sources"][2]["registration"]
    book: dict[str, Any] = {"number": number, "memo": "演练"}
    own.call("replacement.credit", amount="800", by="authority:province", key="c", **book)
    own.call("replacement.reserve", project="EX-1", need="400", ratio=2.0, key="h", **book)
    assert checked(own, clean, tmp_path).meta["opinion_outcome"] == "support_with_conditions"
    other = checked(own, clean | {"project": "EX-2"}, tmp_path).frame().filter(rule="R27")
    assert other.row(0, named=True)["need"] == 0.0
    again = own.call("replacement.check", number=number, project="EX-1", need="400", ratio=2.0)
    assert again.data["verdict"] == "fits"


def test_a_tonne_counted_as_total_reduction_is_not_used_as_replacement(
    own: Session, clean: dict[str, Any], tmp_path: Path
) -> None:
    number = clean["sources"][2]["registration"]
    own.call("reduction.count", number=number, amount="1", quarter=1, key="q")
    answer = checked(own, clean, tmp_path)
    row = answer.frame().filter(rule="R27").row(0, named=True)
    assert "既计总量减排又作替代" in row["reason_zh"]
    assert (row["have"], row["need"], answer.meta["opinion_outcome"]) == (800.0, 799.0, "hold")


def test_the_facts_of_the_register_hold_whatever_the_form_states(
    own: Session, clean: dict[str, Any], tmp_path: Path
) -> None:
    coal = {"facility": "焦炉", "substitute": "petcoke", "year": 2024}
    clean["sources"][1]["registration"] = recognised(own, "coal", "78574", **coal)
    answer = checked(own, clean, tmp_path)
    assert answer.frame().filter(rule="R15")["have"].to_list() == [0.0]
    assert answer.meta["opinion_outcome"] == "not_supported"


def test_a_red_line_is_approved_by_nobody_for_no_reason(
    own: Session, clean: dict[str, Any], tmp_path: Path
) -> None:
    """A supported project; then the red line is imported over its site."""
    own.call("admission.import", file=written(clean, tmp_path))
    own.call("admission.opinion", project="EX-1")
    point = shapely.Point(clean["longitude"], clean["latitude"])
    draw_red_line(own, point.buffer(0.02), folder=tmp_path)
    other = Session(own.workspace, an_actor("approver", role="administrator"))
    approve: dict[str, Any] = {"project": "EX-1", "decision": "approve", "memo": "重大项目", **PAPER}
    with pytest.raises(ConflictError) as refused:
        other.call("admission.decide", key="1", **approve)
    assert [(one.code, one.values["rule"]) for one in refused.value.problems] == [
        ("admission.hard_gate", "G2-01")
    ]
    assert "另行选址" in refused.value.problems[0].values["way"]
    assert own.call("admission.opinion", project="EX-1").meta["opinion_outcome"] == "not_supported"
    with pytest.raises(ConflictError):
        other.call("admission.decide", key="1", **approve)
    draw_red_line(own, point.buffer(0.02).difference(point.buffer(0.01)), folder=tmp_path)
    assert own.call("admission.opinion", project="EX-1").meta["opinion_outcome"] == "support_with_conditions"
    other.call("admission.decide", key="1", **approve)


def test_a_rule_that_the_table_marks_is_overridden_with_a_reason(
    own: Session, clean: dict[str, Any], tmp_path: Path
) -> None:
    rules = own.call("admission.rules").frame().filter(rule="R22")
    soft = rules.with_columns(pl.col("overridable") | True, pl.all().exclude("overridable"))
    soft.write_csv(tmp_path / "soft.csv")
    own.call("admission.import", file=written(clean | {"energy_level": "meets"}, tmp_path))
    own.call("admission.opinion", project="EX-1")
    other = Session(own.workspace, an_actor("approver"))
    approve: dict[str, Any] = {"project": "EX-1", "decision": "approve", "memo": "示范", **PAPER}
    with pytest.raises(ConflictError) as refused:
        other.call("admission.decide", key="1", **approve)
    assert codes(refused) == ["admission.hard_gate"]
    own.call("admission.enact", file=tmp_path / "soft.csv")
    other.call("admission.decide", key="1", **approve)


def test_a_setting_of_the_province_is_dated_and_without_it_the_gate_is_open(
    own: Session, clean: dict[str, Any], tmp_path: Path
) -> None:
    row = checked(own, clean, tmp_path).frame().filter(rule="R15").row(0, named=True)
    assert "演练省煤炭消费替代规定" in row["document"]
    told: dict[str, Any] = {"setting": "coal_ratio", "document": "新规定"}
    own.call("admission.settle", figure=1.2, effective_from="2026-06-01", **told)
    rows = [checked(own, clean, tmp_path, on=on).frame() for on in ("2023-12-31", "2026-05-31", "2026-06-01")]
    assert [frame.filter(rule="R15")["verdict"][0] for frame in rows] == ["needs_evidence", "pass", "fail"]
    listed = {"setting": "two_high", "industries": "C2614;C2619", "document": "省级清单"}
    own.call("admission.settle", effective_from="2026-01-01", **listed)
    other = clean | {"project_sector": "other", "industry": "C2614"}
    scope = checked(own, other, tmp_path).frame().filter(rule="G0-01").row(0, named=True)
    assert (scope["verdict"], scope["document"]) == ("pass", "省级清单")
    assert own.call("admission.settings").frame().height == 4


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"setting": "coal_ratio"}, "admission.setting_figure"),
        ({"setting": "two_high", "industries": "bakery"}, "admission.industry"),
        ({**TWO_HIGH, "figure": 1.0}, "admission.setting_list"),
        (
            {"setting": "two_high", "industries": "C26", "effective_to": "2026-01-01"},
            "admission.setting_days",
        ),
        ({"setting": "two_high", "industries": "C26", "document": " "}, "admission.lacking"),
    ],
)
def test_a_setting_that_is_not_whole_is_refused(own: Session, told: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as refused:
        own.call("admission.settle", **{"effective_from": "2026-01-01", "document": "文"} | told)
    assert codes(refused) == [code]
    assert own.call("admission.settings").frame().is_empty()


def test_a_workspace_without_rules_of_its_province_passes_no_gate_until_they_are_entered(
    own: Session, clean: dict[str, Any], tmp_path: Path
) -> None:
    held = own.call("admission.rules").frame()
    own_rules = held.filter(pl.col("rule").is_in(list(provincial(own))))
    own_rules.write_csv(tmp_path / "rules.csv")
    empty = AdmissionRule.create_empty()
    own.workspace.put_dataset("jurisdiction.admission_rules", empty, actor="tester", contract=AdmissionRule)
    answer = checked(own, clean, tmp_path)
    assert answer.meta["opinion_outcome"] == "hold"
    assert answer.frame().filter(rule="—")["verdict"].unique().to_list() == ["needs_evidence"]
    own.call("admission.enact", file=tmp_path / "rules.csv")
    assert checked(own, clean, tmp_path).meta["opinion_outcome"] == "support_with_conditions"


def provincial(session: Session) -> set[str]:
    return set(session.workspace.dataset_frame("jurisdiction.admission_rules")["rule"])


def test_a_table_of_rules_that_is_wrong_is_refused_with_every_cell(own: Session, tmp_path: Path) -> None:
    rows = own.call("admission.rules").frame().filter(pl.col("rule").is_in(["R22", "R23", "R06"]))
    wrong = rows.with_columns(pl.all().cast(pl.String)).with_columns(
        pl.when(pl.col("rule") == "R22")
        .then(pl.lit("soon"))
        .otherwise("effective_from")
        .alias("effective_from"),
        pl.when(pl.col("rule") == "R23").then(pl.lit("moon")).otherwise("condition").alias("condition"),
    )
    wrong.write_csv(tmp_path / "wrong.csv")
    before = own.call("admission.rules").meta["edition"]
    with pytest.raises(InputError) as refused:
        own.call("admission.enact", file=tmp_path / "wrong.csv")
    assert [one.values["column"] for one in refused.value.problems] == ["rule", "effective_from", "condition"]
    assert own.call("admission.rules").meta["edition"] == before
    (tmp_path / "none.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        own.call("admission.enact", file=tmp_path / "none.csv")
    assert codes(refused) == ["admission.rules_file"]


def test_a_rule_that_begins_and_one_that_ends_make_exactly_their_rows_of_difference(
    own: Session, clean: dict[str, Any], tmp_path: Path
) -> None:
    """R22 ends on a day on which a new rule asks for the coal twice over: two gates tell it."""
    own.call("admission.import", file=written(clean | {"energy_level": None}, tmp_path))
    own.call("admission.opinion", project="EX-1", on="2026-03-02")
    assert own.call("admission.reassess", on="2026-03-02").frame().is_empty()
    held = own.call("admission.rules").frame()
    ended = held.filter(rule="R22").with_columns(effective_to=date(2026, 4, 1))
    begun = held.filter(rule="R15").with_columns(
        rule=pl.lit("R15-2"), figure=pl.lit(2.0), figure_unit=pl.lit("1"), effective_from=date(2026, 4, 1)
    )
    pl.concat([ended, begun]).write_csv(tmp_path / "changed.csv")
    own.call("admission.enact", file=tmp_path / "changed.csv")
    assert own.call("admission.reassess", on="2026-03-31").frame().is_empty()
    found = own.call("admission.reassess", on="2026-04-01").frame()
    assert found.to_dicts() == [
        difference("coal", "pass", "fail", "R14b；R15", "R15-2"),
        difference("energy", "needs_evidence", "pass", "R22", "R20；R23；R24；R25"),
    ]


def difference(gate: str, before: str, after: str, rules_before: str, rules_after: str) -> dict[str, str]:
    told = {"project": "EX-1", "gate": gate, "before": before, "after": after}
    told |= {"outcome_before": "hold", "outcome_after": "not_supported", "rules_changed": "yes"}
    return told | {"rules_before": rules_before, "rules_after": rules_after}
