"""What each reading service has to be asked for: arguments that exist in a workspace of real figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import yaml

from tongyuan.services.session import Session
from tongyuan.testing.forecasting import forecasted, trended
from tongyuan.testing.funds import a_book, a_project
from tongyuan.testing.health import breathe
from tongyuan.testing.monitoring import watched
from tongyuan.testing.policies import a_plan
from tongyuan.testing.posing import a_problem
from tongyuan.testing.power import powered, weathered
from tongyuan.testing.records import herd_book
from tongyuan.testing.sites import sited
from tongyuan.testing.stacks import stacked
from tongyuan.testing.traced import a_wind_file, traced
from tongyuan.testing.water import watered
from tongyuan.testing.zones import zoned

__all__ = ["OWN_ACCOUNT", "asked_of"]

#: What a person reads of the own account; a folder's owner has none.
OWN_ACCOUNT = ("authenticator.show", "user.self", "token.list", "visit.list")


def asked_of(session: Session, *, folder: Path) -> dict[str, dict[str, Any]]:
    """Make what services need to be asked about, and say it by service.

    Parameters
    ----------
    session
        An administrator's, in a workspace whose rows may be added to.
    folder
        Takes files that are handed in.

    Returns
    -------
    dict
        Arguments by the name of the service; those that need none are not in it.
    """
    run = session.call("run.list", kind="inventory").frame()["run"][0]
    figure = session.call("inventory.show").frame().filter(pl.col("mass_t") > 0)["figure"][0]
    job = session.workspace.jobs.submit("inventory.compile", params={"year": 2007}, actor="tester")
    form = session.call("round.forms").frame()["form"][0]
    opened = session.call("round.open", kind="january_call", period="2023", forms=form)
    assignment, number = int(opened.frame()["assignment"][0]), opened.meta["round"]
    region = session.workspace.meta.region
    plan, proposal = _prepare(session, region, folder)
    wanted = _answered(session, region, folder)
    return {
        "audit.compare": {"anchor": _anchored(session, folder)},
        "backup.check": {"name": _backed_up(session)},
        "cocontrol.differ": {"run": plan, "other": plan},
        "export.xlsx": {"run": run},
        "finding.show": {"number": 1},
        "inventory.reimport": {"file": _exported(session, folder)},
        "inventory.template": {"year": 2024},
        "inventory.uncertainty": {"draws": 50},
        "job.show": {"job": job.id},
        "measure.show": {"measure": "M001"},
        "ledger.account": {"commodity": "so2", "holder": f"region:{region}", "vintage": 2024},
        "lineage.why": {"figure": figure},
        "proposal.compare": {"run": proposal, "other": proposal},
        "record.answered": {"number": wanted},
        "record.show": {"kind": "herds"},
        "record.template": {"kind": "herds"},
        "run.compare": {"run": run, "other": run},
        "run.show": {"run": run},
        **{f"scenario.{verb}": {"file": folder / "baseline.yaml"} for verb in ("check", "read")},
        "search.find": {"text": "煤"},
        "statistic.template": {"department": _owner(session)},
        "user.show": {"login": "asked"},
        "task.show": {"task": session.call("task.list").frame()["task"][0]},
        "task.digest": {"department": _led(session), "year": 2025, "month": 12},
        **_measured(session, folder),
        **{f"fund.{verb}": {"project": "P1"} for verb in ("appraise", "show", "swings")},
        **{f"round.{verb}": {"number": number} for verb in ("show", "board", "totals", "export")},
        **{f"round.{verb}": {"number": assignment} for verb in ("form", "history", "template")},
    }


def _owner(session: Session) -> str:
    """Name a department that owns a series."""
    return str(session.workspace.dataset_frame("jurisdiction.series")["owner"].drop_nulls()[0])


def _led(session: Session) -> str:
    """Settle the lead of a task; name the department."""
    department = _owner(session)
    task = session.call("task.list").frame()["task"][0]
    session.call("task.assign", task=task, lead=department, helpers="")
    return department


def _backed_up(session: Session) -> str:
    """Make a backup; give its name."""
    return str(session.call("backup.make", name="asked").frame()["name"][0])


def _answered(session: Session, region: str, folder: Path) -> int:
    """Import a book of herds, ask for one and answer with it; return the request's number."""
    herds = folder / "herds.xlsx"
    listed = session.workspace.dataset_frame("jurisdiction.regions")
    herds.write_bytes(herd_book({"region": region, "year": 2024}, regions=listed))
    session.call("record.import", file=herds)
    wanted = int(session.call("record.request", kind="herds", year=2024).frame()["assignment"][0])
    session.call("record.answer", number=wanted, file=herds)
    return wanted


def _planned(session: Session, folder: Path) -> tuple[str, str]:
    """Keep a plan, a curve, chances, co-benefits and a proposal on 2007; return plan and proposal."""
    file = folder / "problem.yaml"
    asked = a_problem(base_year=2007, years=(2010,), year=2010, policy=False, by="city")
    file.write_text(yaml.safe_dump(asked, allow_unicode=True), encoding="utf-8")
    plan = str(session.call("cocontrol.solve", file=file).meta["run"])
    session.call("cocontrol.curve", file=file, limit="SO2:2010", points=2)
    session.call("cocontrol.chances", draws=100)
    session.call("cocontrol.cobenefit")
    return plan, str(session.call("proposal.save", name_zh="方案", name_en="proposal").meta["run"])


def _prepare(session: Session, region: str, folder: Path) -> tuple[str, str]:
    """Leave something of each kind that is asked about without being named; return plan and proposal."""
    session.call("task.generate", starts_on="2023-11-01", due_on="2025-12-31")
    session.call("city.compile", year=2007)
    session.call("grid.compile", year=2007)
    breathe(session, year=2007)
    session.call("health.impact", year=2007, draws=20)
    session.call("air.response", year=2007)
    powered(session, year=2007, folder=folder)
    weathered(session, year=2007)
    session.call("weather.derive", year=2007)
    session.call("finding.write", region=region, text="台账缺页")
    books: dict[str, Any] = {"commodity": "so2", "by": "authority:province", "to": f"region:{region}"}
    session.call("ledger.issue", **books, amount="1.5", key="asked", memo="示例", vintage=2024)
    session.call("user.add", login="asked", name="被查询者")
    _fund(session, region, folder)
    _plan(session, folder)
    _decompose(session, folder)
    return _planned(session, folder)


def _plan(session: Session, folder: Path) -> None:
    """Carry the inventory on by the shipped baseline."""
    file = folder / "baseline.yaml"
    made = session.call("scenario.example").document
    file.write_bytes(b"" if made is None else made.content)
    session.call("scenario.run", file=file)


def _decompose(session: Session, folder: Path) -> None:
    """Give a target to the cities by the shipped example."""
    file = folder / "decomposition.yaml"
    made = session.call("target.example").document
    file.write_bytes(b"" if made is None else made.content)
    session.call("target.decompose", file=file)


def _letter(folder: Path) -> Path:
    """Write the text of a policy down."""
    letter = folder / "policy.txt"
    letter.write_text(a_plan(), encoding="utf-8")
    return letter


def _anchored(session: Session, folder: Path) -> Path:
    """Write the head of the audit down as an anchor."""
    anchor = folder / "anchor.txt"
    anchor.write_text(session.call("audit.anchor").record()["head"], encoding="utf-8")
    return anchor


def _fund(session: Session, region: str, folder: Path) -> None:
    """Import a project and let it enter the pool."""
    listed = session.workspace.dataset_frame("jurisdiction.regions")
    projects = folder / "projects.xlsx"
    name = listed.filter(region=region)["name_zh"][0]
    projects.write_bytes(a_book(session, a_project(name)))
    session.call("fund.import", file=projects)
    session.call("fund.move", step="enter", project="P1", key="asked", memo="示例")


def _exported(session: Session, folder: Path) -> Path:
    """Export the workbook of the latest inventory, as it is when nobody has touched it."""
    book = folder / "recomputing.xlsx"
    made = session.call("inventory.workbook").document
    book.write_bytes(made.content if made is not None else b"")
    return book


def _placed(session: Session, folder: Path) -> dict[str, dict[str, Any]]:
    """Lay out units of zoning, a plot and a letter, and say what to ask of them."""
    wkt = zoned(session, folder=folder)
    sites = folder / "sites.csv"
    pl.DataFrame({"site": ["s"], "wkt": [wkt]}).write_csv(sites)
    return {
        "plot.show": {"plot": "L1"},
        **_policies(session, folder),
        "zone.locate": {"wkt": wkt},
        "zone.located": {"wkt": wkt},
        **_admitted(session, folder),
        **_registered(session),
        **_reduced(session),
        "zone.screen": {"file": sites},
        "zone.show": {"unit": "Z1"},
    }


def _policies(session: Session, folder: Path) -> dict[str, dict[str, Any]]:
    """Take the text of a policy; say what is asked about it and about the workspace's own."""
    letter = _letter(folder)
    session.call("policy.take", file=letter, policy="ASKED", level="city", synthetic=True)
    own = str(session.call("policy.list").frame()["policy"][0])
    named = {"policy": "ASKED", "version": 1}
    return {
        "policy.parse": {"file": letter},
        "policy.review": named,
        "policy.text": named,
        "policy.workbook": named,
        "policy.statements": {"policy": own},
        "policy.diff": {"old": own, "new": own},
    }


def _admitted(session: Session, folder: Path) -> dict[str, dict[str, Any]]:
    """Import the example of a project; say what is asked about it."""
    file = folder / "project.yaml"
    made = session.call("admission.example").document
    file.write_bytes(b"" if made is None else made.content)
    session.call("admission.import", file=file)
    session.call("admission.opinion", project="EX-1")
    named = {"project": "EX-1"}
    return {"admission.check": {"file": file}, "admission.show": named, "admission.letter": named}


def _registered(session: Session) -> dict[str, dict[str, Any]]:
    """Enter an outfall; say what is asked about it."""
    region = str(session.workspace.meta.region)
    told: dict[str, Any] = {"fields": "river=河;kind=other", "key": "R1", "since": "2024-01-01"}
    session.call("registry.add", type="outfall", entry="R1", name="排污口", region=region, **told)
    verbs = ("form", "list", "statistics", "indicator", "map", "template")
    return {
        "registry.show": {"type": "outfall", "entry": "R1"},
        **{f"registry.{verb}": {"type": "outfall"} for verb in verbs},
    }


def _reduced(session: Session) -> dict[str, dict[str, Any]]:
    """Register a reduction; say what is asked about it."""
    own = f"region:{session.workspace.meta.region}"
    session.call(
        "reduction.register",
        facility="asked",
        commodity="nox",
        year=2024,
        amount="1",
        holder=own,
        measure="closure",
        key="asked",
    )
    claim = {"number": 1, "project": "P1", "need": "1", "ratio": 2.0}
    return {"replacement.check": claim, "replacement.statement": {"number": 1}}


def _measured(session: Session, folder: Path) -> dict[str, dict[str, Any]]:
    """Bring in what lies in places and what is measured there."""
    measured = _watched(session, folder) | _stacked(session, folder) | _forecast(session)
    traced_there = _traced(session, folder, station=measured["monitor.hours"]["station"])
    measured |= _sited(session)
    return _placed(session, folder) | measured | traced_there | _watered(session, folder)


def _watched(session: Session, folder: Path) -> dict[str, dict[str, Any]]:
    """Import and evaluate a few days of one station; ask for its hours."""
    station = watched(session, folder=folder)
    return {"monitor.hours": {"station": station, "first": "2024-01-01", "last": "2024-01-02"}}


def _sited(session: Session) -> dict[str, dict[str, Any]]:
    """Put in stations of gases and of VOC; ask how they compare."""
    own, background, voc, beside = sited(session, region=f"{session.workspace.meta.region[:2]}0100")
    return {
        "monitor.excess": {"station": own, "background": background},
        "monitor.potential": {"station": voc},
        "monitor.regime": {"station": voc, "air": beside},
    }


def _forecast(session: Session) -> dict[str, dict[str, Any]]:
    """Learn a small model and keep trends of three places; ask what a measure did to one of them."""
    region = session.workspace.meta.region
    forecasted(session, city=f"{region[:2]}0100")
    trended(session, places={"SYNF1": -6.0, "SYNF2": 0.0, "SYNF3": 0.0}, region=region)
    return {"forecast.effect": {"place": "SYNF1", "controls": "SYNF2,SYNF3", "since": "2022-01-01"}}


def _traced(session: Session, folder: Path, *, station: str) -> dict[str, dict[str, Any]]:
    """Trace invented samples; ask from which winds a station's high values come."""
    traced(session, folder=folder)
    wind = a_wind_file(folder, city=station[3:9])
    session.call("monitor.import", file=wind, kind="weather", unknown="enter", origin="synthetic")
    span = {"first": "2024-01-01", "last": "2024-01-02"}
    asked = {"station": station, "weather": "W1", **span}
    return {"trace.polar": asked, "trace.rose": asked}


def _stacked(session: Session, folder: Path) -> dict[str, dict[str, Any]]:
    """Import and evaluate the invented stacks; ask for one, and compare with a report."""
    files = stacked(session, folder)
    return {"stack.show": {"station": "SYN-A"}, "stack.compare": {"reported": files["reported"]}}


def _watered(session: Session, folder: Path) -> dict[str, dict[str, Any]]:
    """Import and evaluate the invented sections, account the invented plants; ask for a section."""
    watered(session, folder)
    return {"water.show": {"station": "SYN-W1"}}
