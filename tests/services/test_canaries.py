"""Nothing out of reach is told: every reading service is called by every role, and no canary sings.

A service whose arguments are not known here fails the test: say what it is to be asked.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import polars as pl
import pytest

from tongyuan.services.actors import Actor
from tongyuan.services.answer import Document
from tongyuan.services.declaration import Service, nouns, services_of
from tongyuan.services.documents import document_of
from tongyuan.services.reach import scope_of
from tongyuan.services.session import Session
from tongyuan.testing.canaries import Planted, plant, readers
from tongyuan.testing.canaries_of_work import Work
from tongyuan.testing.canary import PREFIX, Canary
from tongyuan.testing.sessions import a_copy, a_session, an_actor
from tongyuan.vocabulary.problems import NotFoundError, TongyuanError

pytestmark = pytest.mark.slow

READING = [declared for noun in nouns() for declared in services_of(noun) if not declared.changes]
#: What is asked for, parameter by parameter; the first of each where a service has several.
ASKED: dict[str, Callable[[Planted], list[Any]]] = {
    "run": lambda planted: list(planted.runs),
    "other": lambda planted: [planted.runs[0]],
    "figure": lambda planted: list(planted.figures),
    "job": lambda planted: list(planted.jobs),
    "department": lambda planted: list(planted.departments),
    "text": lambda _: [PREFIX, "企业"],
    "year": lambda _: [2023],
    "kind": lambda _: ["herds"],
    "measure": lambda _: ["M001"],
    "plot": lambda _: ["L1"],
    "station": lambda _: ["SYN9901001"],
    "weather": lambda _: ["SYN9901001"],
    "background": lambda _: ["SYN9901002"],
    "air": lambda _: ["SYN9901001"],
    "first": lambda _: ["2024-01-01"],
    "last": lambda _: ["2024-12-31"],
    "task": lambda _: ["A02-01"],
    "month": lambda _: [12],
    **{name: lambda _: ["exercise_plan"] for name in ("policy", "old", "new")},
    "version": lambda _: [1],
    "unit": lambda _: ["Z1"],
    "type": lambda _: ["outfall"],
    "entry": lambda _: ["R1"],
    "project": lambda _: ["P1"],
    "need": lambda _: ["1"],
    "ratio": lambda _: [2.0],
    "login": lambda planted: list(planted.work.logins),
    "anchor": lambda _: [Path(__file__)],
    "name": lambda planted: list(planted.work.backups),
    "commodity": lambda _: ["co2_allowance"],
    "place": lambda _: ["SYN9901001", "990100"],
    "controls": lambda _: ["990200,990300"],
    "since": lambda _: ["2024-01-01"],
    "holder": lambda planted: list(planted.work.accounts),
}
#: What a number counts, by service.
NUMBERS: dict[str, Callable[[Planted], list[Any]]] = {
    **{f"replacement.{verb}": lambda _: [1] for verb in ("check", "statement")},
    **{
        f"round.{verb}": lambda planted: [planted.work.round]
        for verb in ("show", "board", "totals", "export")
    },
    **{f"round.{verb}": lambda planted: list(planted.work.assignments) for verb in ("form", "history")},
    "round.template": lambda planted: list(planted.work.assignments),
    "finding.show": lambda planted: list(planted.work.findings),
    "record.answered": lambda planted: list(planted.work.assignments),
}
#: What else is asked of a service, by name, beside what it must be asked.
FURTHER: dict[str, Callable[[Planted], list[dict[str, Any]]]] = {
    "run.show": lambda planted: [
        {"run": run, "table": table} for run, table in product(planted.runs, ("emission", "filed", "total"))
    ],
    "run.compare": lambda planted: [{"run": planted.runs[0], "other": planted.runs[1], "table": "total"}],
    "inventory.show": lambda planted: [{"run": run} for run in planted.runs],
    "inventory.total": lambda planted: [{"run": run} for run in planted.runs],
    "inventory.years": lambda planted: [{"region": region} for region in planted.regions],
    "target.status": lambda planted: [{"region": region} for region in planted.regions],
    "indicator.show": lambda planted: [{"region": region} for region in planted.regions],
    "statistic.template": lambda planted: [{"department": planted.departments[0], "years": "2022-2024"}],
}


NO_WORK = Work((), 0, (), (), (), (), ())


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("canaries") / "workspace"))
    yield made
    made.workspace.close()


@pytest.fixture(scope="module")
def planted(session: Session, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    found = plant(session)
    book = tmp_path_factory.mktemp("books") / "inventory.xlsx"
    document = session.call("inventory.workbook", run=found.runs[0]).document
    assert document is not None
    book.write_bytes(document.content)
    ASKED["file"] = lambda _: [book]  # the administrator's own, which readers out of reach hand in
    return found


def asked(declared: Service, planted: Planted) -> list[dict[str, Any]]:
    """List the arguments of the calls: every value of what must be given, then what is worth asking for."""
    needed = [parameter.name for parameter in declared.parameters() if not parameter.optional]
    known = {**ASKED, "number": NUMBERS[declared.name]} if declared.name in NUMBERS else ASKED
    unknown = [name for name in needed if name not in known]
    assert not unknown, f"{declared.name}: what is it to be asked for {unknown}?"
    values = [known[name](planted) for name in needed]
    calls = [dict(zip(needed, chosen, strict=True)) for chosen in product(*values)]
    return [*calls, *FURTHER.get(declared.name, lambda _: [])(planted)]


def told(session: Session, declared: Service, arguments: dict[str, Any]) -> str:
    """Everything that one call tells, errors and documents too."""
    try:
        answer = session.call(declared.name, **arguments)
    except TongyuanError as error:
        return error.text("zh") + error.text("en")
    return json.dumps(answer.as_dict(), ensure_ascii=False, default=str) + inside(answer.document)


def inside(document: Document | None) -> str:
    if document is None:
        return ""
    if not document.name.endswith((".xlsx", ".docx")):
        return document.content.decode()
    with ZipFile(io.BytesIO(document.content)) as book:
        return "".join(book.read(part).decode() for part in book.namelist() if part.endswith(".xml"))


def singing(text: str, canaries: tuple[Canary, ...]) -> set[Canary]:
    return {canary for canary in canaries if any(words in text for words in canary.words)}


def out_of_reach(session: Session, declared: Service, planted: Planted) -> tuple[Canary, ...]:
    scope = scope_of(session.actor, declared.permits, session.workspace)
    return tuple(canary for canary in planted.canaries if not canary.within(scope, session.actor))


def all_readers() -> list[Actor]:
    nowhere = Planted((), ("0", "1"), ("0", "1"), ("0", "1"), (), (), (), NO_WORK)
    return readers(nowhere)


@pytest.mark.parametrize("number", range(len(all_readers())), ids=lambda n: _named(all_readers()[n]))
def test_no_reader_is_told_anything_out_of_reach(session: Session, planted: Planted, number: int) -> None:
    reader = Session(session.workspace, readers(planted)[number])
    heard: dict[str, set[str]] = {}
    for declared in READING:
        if not reader.actor.may(declared.permits):
            continue
        guarded = out_of_reach(reader, declared, planted)
        for arguments in asked(declared, planted):
            found = singing(told(reader, declared, arguments), guarded)
            if found:
                heard[f"{declared.name} {arguments}"] = {canary.words[0] for canary in found}
    assert heard == {}


def _named(actor: Actor) -> str:
    grant = actor.grants[0]
    return "-".join(filter(None, (grant.role, grant.region, grant.department, grant.enterprise)))


def test_who_sees_everything_is_told_of_every_canary(session: Session, planted: Planted) -> None:
    texts = [told(session, declared, call) for declared in READING for call in asked(declared, planted)]
    assert singing("".join(texts), planted.canaries) == {
        canary for canary in planted.canaries if not canary.personal
    }


def test_within_reach_they_are_told(session: Session, planted: Planted) -> None:
    city, department = planted.regions[0], planted.departments[0]
    analyst = Session(session.workspace, an_actor(role="city_analyst", region=city))
    told_city = analyst.statistic.list().rows()
    assert {row["region"] for row in told_city if PREFIX in str(row["note"])} == {city}
    run = analyst.inventory.show(run=planted.runs[0])
    assert run.frame().height
    assert run.meta["sensitivity"] == "internal"
    reporter = Session(session.workspace, an_actor(role="department_reporter", department=department))
    owned = [row for row in reporter.statistic.list().rows() if PREFIX in str(row["note"])]
    assert len(owned) == len(planted.regions) + 1


@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".json"])
def test_files_tell_no_more_than_pages(session: Session, planted: Planted, suffix: str) -> None:
    analyst = Session(session.workspace, an_actor(role="city_analyst", region=planted.regions[0]))
    guarded = tuple(c for c in planted.canaries if c.region not in (None, planted.regions[0]))
    answer = analyst.statistic.list()
    rows = answer.frame().filter(pl.col("period") == "2023")
    document = document_of(replace(answer, data=rows), name="statistic.list", suffix=suffix)
    assert document.mark
    assert singing(inside(document), guarded) == set()


def test_an_enterprise_cannot_see_a_competitor_through_why(session: Session, planted: Planted) -> None:
    own, competitor = planted.enterprises
    manager = Session(session.workspace, an_actor(role="enterprise_manager", enterprise=own))
    others = tuple(canary for canary in planted.canaries if canary.enterprise == competitor)
    for figure in planted.figures:
        refused = why(manager, figure)
        assert singing(refused, others) == set()
        # What is out of reach is answered in the words of what does not exist.
        run = figure.split("/")[0]
        unknown = "0" * 12
        made_up = f"{figure}9" if run == "statistic" else figure.replace(run, unknown)
        assert refused == why(manager, made_up).replace(made_up, figure).replace(unknown, run)


def why(session: Session, figure: str) -> str:
    with pytest.raises(NotFoundError) as caught:
        session.lineage.why(figure=figure)
    return caught.value.text()
