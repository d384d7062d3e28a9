"""A change and its audit row are one transaction: both are there, or neither."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy.exc import IntegrityError

from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Service, nouns, services_of
from tongyuan.services.session import Session
from tongyuan.testing.sessions import an_actor, state_of
from tongyuan.testing.workspace import a_statistic, statistics_of
from tongyuan.vocabulary.periods import CIVIL_ZONE
from tongyuan.vocabulary.problems import InputError, TongyuanError

MOVE = {"commodity": "so2", "amount": "1", "key": "k", "memo": "m"}
FIGURE = {"series": "none", "region": "none", "period": "1900", "value": 1.0, "reason": "没有"}
NOBODY = {"login": "nobody"}
CHANGING = [declared for noun in nouns() for declared in services_of(noun) if declared.changes]


def audited(session: Session) -> pl.DataFrame:
    return session.audit.list().frame()


def breaking(ctx: Context, *, reason: str) -> Answer:
    """Add a figure, then fail."""
    ctx.workspace.add_statistics(statistics_of(a_statistic(region="somewhere")), actor=ctx.actor.id)
    raise RuntimeError(reason)


def adding(ctx: Context, *, reason: str) -> Answer:
    """Add a figure."""
    ctx.workspace.add_statistics(statistics_of(a_statistic(region="somewhere")), actor="somebody")
    return Answer(meta={"outcome": reason})


def test_a_change_writes_one_row_that_says_who_did_what(own: Session) -> None:
    before = audited(own).height
    year = own.workspace.datasets("balance")["year"].max()
    run = own.inventory.compile(year=year).meta["run"]
    rows = audited(own)
    assert rows.height == before + 1
    latest = rows.sort("seq").row(-1, named=True)
    assert (latest["actor"], latest["service"], latest["outcome"]) == (
        "test:tester",
        "inventory.compile",
        run,
    )
    assert str(year) in str(latest["params"])


def test_every_step_of_a_release_has_its_row(own: Session) -> None:
    run = own.run.list().frame()["run"][0]
    second = Session(own.workspace, an_actor("second"))
    number = own.release.propose(name="清单", run=run).frame()["id"][0]
    second.release.review(number=number)
    Session(own.workspace, an_actor("third")).release.approve(number=number)
    own.release.withdraw(number=number, reason="演练")
    rows = audited(own).sort("seq").tail(4)
    assert rows["service"].to_list() == [
        "release.propose",
        "release.review",
        "release.approve",
        "release.withdraw",
    ]
    assert rows["outcome"].to_list() == ["draft", "reviewed", "official", "withdrawn"]


WRONG = Path("无关.csv")
PAPER = {"on": "2026-01-01", "document": "d", "key": "k"}
#: Arguments of each change that it must refuse; a file is put in where it takes one.
NO_TEXT: dict[str, Any] = {"policy": "none", "version": 1}
REFUSED: dict[str, dict[str, Any]] = {
    "inventory.compile": {"year": 1900},
    "city.compile": {"year": 1900},
    "grid.compile": {"year": 1900},
    "health.impact": {"year": 1900},
    "air.response": {"year": 1900},
    "cocontrol.solve": {"file": WRONG},
    "scenario.run": {"file": WRONG},
    "target.decompose": {"file": WRONG},
    "power.dispatch": {"file": WRONG},
    "weather.derive": {"year": 1900},
    "cocontrol.pareto": {"file": WRONG, "across": "CO2:2030"},
    "cocontrol.curve": {"file": WRONG, "limit": "CO2:2030"},
    "cocontrol.pick": {"run": "0000", "point": 0},
    "proposal.save": {"run": "0000", "name_zh": "方案", "name_en": "proposal"},
    **{
        f"cocontrol.{verb}": {"run": "0000"}
        for verb in ("elasticity", "dividend", "attribution", "chances", "robust", "cobenefit")
    },
    "inventory.compile_years": {"last": 1900},
    "inventory.import": {"file": WRONG},
    "factor.add": {"value": 1.0, "citation": "无", "quality": "measured", "replaces": "nothing"},
    "factor.import": {"file": WRONG},
    "factor.remove": {"factor": "nothing"},
    "measure.import": {"file": WRONG},
    "measure.remove": {"measure": "nothing"},
    "fund.import": {"file": WRONG},
    "admission.import": {"file": WRONG},
    "admission.enact": {"file": WRONG},
    "admission.settle": {"setting": "coal_ratio", "effective_from": "2026-01-01", "document": "文"},
    "admission.opinion": {"project": "none"},
    "admission.milestone": {"project": "none", "step": "start", **PAPER},
    "admission.decide": {"project": "none", "decision": "refuse", **PAPER},
    "zone.import": {"file": WRONG, "edition": "e", "valid_from": "2024-01-01", "source": "s"},
    "zone.enlist": {"file": WRONG},
    "monitor.import": {"file": WRONG},
    "monitor.enter": {"file": WRONG, "source": "s"},
    "monitor.evaluate": {"year": 1990},
    "feed.poll": {"feed": "none"},
    "feed.redeliver": {"feed": "none"},
    "feed.drop": {"number": 99, "reason": "r"},
    "trace.apportion": {"file": WRONG, "factors": 3, "receptor": "r"},
    "trace.displace": {"run": "none"},
    "trace.hotspots": {"file": WRONG},
    "monitor.check": {"first": "1990-01-01", "last": "1990-01-02"},
    "forecast.train": {"place": "none"},
    "forecast.retrain": {},
    "forecast.normalise": {"place": "none"},
    "stack.evaluate": {"profiles": WRONG, "first": "2024-01-01", "last": "2024-01-31"},
    "water.evaluate": {"sections": WRONG, "first": "2024-01-01", "last": "2024-01-31"},
    "water.account": {"file": WRONG},
    "monitor.decide": {"decision": "lift", "reason": "r", "number": 99},
    "task.generate": {"starts_on": "2025-12-31", "due_on": "2024-01-01"},
    "task.add": {"task": "T", "text": " "},
    "task.assign": {"task": "none", "lead": "nobody"},
    "task.report": {"task": "none", "text": "t"},
    "task.finish": {"task": "none", "text": "t", "evidence": "e"},
    "task.attach": {"task": "none", "file": WRONG},
    "task.review": {"task": "none", "step": "accept"},
    "task.alert": {"task": "none", "step": "warn"},
    "task.split": {"task": "none"},
    "task.confirm": {"tasks": "none"},
    "task.settle": {"file": WRONG},
    "task.ask": {"quarter": "soon"},
    "task.remind": {"on": "yesterday"},
    "task.import": {"file": WRONG},
    "plot.import": {"file": WRONG, "kind": "pv", "source": "s"},
    "plot.step": {"plot": "none", "step": "suspect", "on": "2024-01-01", "evidence": "e", "key": "k"},
    "policy.take": {"file": WRONG, "policy": "P/1", "level": "city"},
    "policy.confirm": {**NO_TEXT, "phrases": "T001"},
    "policy.correct": {**NO_TEXT, "phrase": "T001", "values": "value=1", "memo": "m"},
    "policy.reject": {**NO_TEXT, "phrases": "T001", "memo": "m"},
    "policy.add": {**NO_TEXT, "kind": "task", "phrase_zh": "没有"},
    "policy.publish": NO_TEXT,
    "policy.import": {**NO_TEXT, "file": WRONG},
    "policy.drop": {**NO_TEXT, "memo": "m"},
    "policy.end": {**NO_TEXT, "on": "2024-01-01", "memo": "m"},
    "policy.link": {"policy": "none", "link": "amends", "other": "none", "reason": "r"},
    "registry.define": {"file": WRONG},
    "registry.import": {"file": WRONG, "type": "outfall"},
    "registry.add": {"type": "none", "entry": "e", "name": "n", "region": "r", "key": "k"},
    "registry.move": {"type": "outfall", "entry": "e", "state": "found", "on": "2024-01-01", "key": "k"},
    "fund.move": {"step": "enter", "project": "nothing", "key": "k", "memo": "m"},
    "fund.grant": {
        "step": "allocate",
        "fund": "award",
        "year": 2025,
        "amount": "1",
        "project": "nothing",
        "key": "k",
        "memo": "m",
    },
    "reduction.register": {
        "facility": "f",
        "commodity": "nox",
        "year": 2024,
        "amount": "1",
        "holder": "nobody",
        "measure": "closure",
        "key": "k",
    },
    "reduction.recognise": {"number": 404, "amount": "1", "key": "k"},
    "reduction.count": {"number": 404, "amount": "1", "quarter": 1, "key": "k"},
    "replacement.credit": {"number": 404, "amount": "1", "by": "authority:p", "key": "k", "memo": "m"},
    "replacement.reserve": {
        "number": 404,
        "project": "P",
        "need": "1",
        "ratio": 2.0,
        "key": "k",
        "memo": "m",
    },
    "replacement.use": {"number": 404, "hold": 1, "by": "authority:p", "key": "k", "memo": "m"},
    "replacement.release": {"number": 404, "hold": 1, "key": "k", "memo": "m"},
    "statistic.import": {"file": WRONG},
    "record.import": {"file": WRONG},
    "record.request": {"kind": "nothing", "year": 2024},
    "record.answer": {"number": 404, "file": WRONG},
    "release.propose": {"name": "清单", "run": "0000"},
    "release.review": {"number": 404},
    "release.approve": {"number": 404},
    "release.withdraw": {"number": 404, "reason": "没有"},
    "job.cancel": {"job": "404"},
    "schedule.set": {"work": "nothing", "every_minutes": 10},
    "schedule.end": {"number": 404},
    "backup.make": {"name": "../outside"},
    "ledger.issue": {"by": "authority:p", "to": "nobody", **MOVE},
    "ledger.transfer": {"origin": "region:404", "to": "external:market", **MOVE},
    "ledger.retire": {"origin": "nobody", "by": "authority:p", **MOVE},
    "ledger.reverse": {"number": 404, "key": "k", "memo": "m"},
    "ledger.reserve": {"holder": "external:", **MOVE},
    "ledger.settle": {"number": 404, "to": "external:market", "key": "k", "memo": "m"},
    "ledger.release": {"number": 404, "memo": "m"},
    "statistic.correct": FIGURE,
    "statistic.verify": FIGURE,
    "statistic.audit": FIGURE,
    "round.open": {"kind": "ledger", "period": "2025"},
    "round.save": {"number": 404, "values": "{}"},
    "round.fill": {"values": "[]"},
    "round.report": {"numbers": "404"},
    "round.return": {"numbers": "404", "reason": "没有"},
    "round.review": {"numbers": "404"},
    "round.approve": {"numbers": "404"},
    "round.waive": {"numbers": "404", "reason": "没有"},
    "round.lock": {"numbers": "404"},
    "round.correct": {"number": 404, "values": "{}", "reason": "没有"},
    "round.remind": {"number": 404},
    "round.overdue": {"number": 404},
    "round.import": {"number": 404, "file": WRONG},
    "round.release": {"number": 404},
    "finding.write": {"region": "404", "text": "没有"},
    "finding.answer": {"number": 404, "text": "没有"},
    "finding.close": {"number": 404, "text": "没有"},
    "user.grant": {**NOBODY, "role": "reviewer"},
    "user.revoke": {"number": 404},
    "user.add": {"login": "nobody", "name": " "},
    "user.disable": NOBODY,
    "user.enable": NOBODY,
    "user.employ": NOBODY,
    "user.identify": {**NOBODY, "issuer": "https://id.example", "subject": "404"},
    "user.unidentify": {**NOBODY, "issuer": "https://id.example"},
    "user.invite": NOBODY,
    "user.reset": NOBODY,
    "user.signout": NOBODY,
    "user.password": {"new": "short"},
    "authenticator.begin": {},
    "authenticator.confirm": {"code": "404"},
    "authenticator.codes": {"code": "404"},
    "authenticator.remove": {"code": "404"},
    "authenticator.reset": NOBODY,
    "token.create": {"name": "没有", "days": 0},
    "token.revoke": {"token": "404"},
    "visit.end": {"visit": "404"},
}


#: Refuses nothing: what is not there to be read is read.
ALWAYS = "notice.read"


@pytest.mark.parametrize(
    "declared", [each for each in CHANGING if each.name != ALWAYS], ids=lambda declared: declared.name
)
def test_a_change_that_is_refused_leaves_neither_change_nor_row(
    own: Session, own_folder: Path, tmp_path: Path, declared: Service
) -> None:
    wrong = tmp_path / WRONG
    wrong.write_text("甲,乙\n1,2\n", encoding="utf-8")
    arguments = {name: wrong if value is WRONG else value for name, value in REFUSED[declared.name].items()}
    before = state_of(own_folder)
    with pytest.raises(TongyuanError):
        own.call(declared.name, **arguments)
    assert state_of(own_folder) == before


def test_work_that_fails_half_way_is_undone_with_its_row(own: Session, own_folder: Path) -> None:
    before = state_of(own_folder)
    declared = Service("example.break", breaking, "example.break", changes=True, job=False)
    with pytest.raises(RuntimeError, match="half way"):
        declared.call(own.context(), reason="half way")
    assert state_of(own_folder) == before


def test_a_row_that_cannot_be_written_undoes_the_work(own: Session, own_folder: Path) -> None:
    before = state_of(own_folder)
    declared = Service("example.add", adding, "example.add", changes=True, job=False)
    nobody: Any = None  # the audit must say who acted
    acting = Session(own.workspace, replace(own.actor, id=nobody))
    with pytest.raises(IntegrityError):
        declared.call(acting.context(), reason="done")
    assert state_of(own_folder) == before


def test_the_changes_of_one_person_one_noun_and_some_days_are_listed(own: Session) -> None:
    since = f"{datetime.now(CIVIL_ZONE):%Y-%m-%d}"  # midnight may pass in between
    own.backup.make(name="one")
    Session(own.workspace, an_actor("second")).backup.make(name="two")
    until = f"{datetime.now(CIVIL_ZONE):%Y-%m-%d}"
    listed = own.audit.list(actor="test:second", noun="backup", since=since, until=until)
    assert listed.frame()["outcome"].str.split(" ").list.first().to_list() == ["two.zip"]
    both = own.audit.list(noun="backup", limit=1)
    assert (both.meta["count"], both.frame().height) == (2, 1)
    rest = own.audit.list(noun="backup", before=both.frame()["seq"][0])
    assert rest.frame()["actor"].to_list() == ["test:tester"]
    assert own.audit.list(until="2001-01-01").frame().is_empty()


def test_reading_what_was_read_before_writes_no_row(own: Session) -> None:
    own.target.status(on="2023-12-31")  # a run that is new has its row: test_recording
    before = audited(own).height
    own.policy.show()
    own.target.status(on="2023-12-31")
    with pytest.raises(InputError):
        own.target.status(on="some day")
    assert audited(own).height == before


def test_the_chain_holds_after_all_of_it(own: Session) -> None:
    own.inventory.compile(year=own.workspace.datasets("balance")["year"].max())
    answer = own.audit.verify()
    assert answer.passed
    assert answer.frame().is_empty()
