"""Trees of a dispatch: what is printed evaluates to its energy, its emission and its shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import NotFoundError

from .printed_tree import evaluate

pytest.importorskip("pypsa", reason="the extra `power` is not installed")
pytestmark = pytest.mark.slow
STUDY = "{study: first, name_zh: 首次研究, name_en: first study, year: 2025, weeks: [{week: 3, weeks: 52}]}"
MASSES = {"CO2": "co2_t", "SO2": "so2_t", "NOx": "nox_t", "PM2.5": "pm25_t"}


@pytest.fixture(scope="module")
def powered(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("powered")
    session = a_session(a_copy(founded("exercise"), to=folder / "workspace"))
    study = folder / "study.yaml"
    study.write_text(STUDY, "utf-8")
    session.call("power.dispatch", file=study)
    yield session
    session.workspace.close()


def _worth(session: Session, table: str, *key: object) -> float | None:
    meta = session.call("power.show").meta
    keys = ",".join(str(part) for part in (meta["region"], meta["year"], *key))
    tree = session.call("lineage.why", figure=f"{meta['run']}/{table}/{keys}").data
    assert isinstance(tree, dict)
    worth = evaluate(tree)
    assert worth == pytest.approx(tree["value"], rel=1e-9, abs=1e-9)
    return worth


def test_the_tree_of_every_carrier_s_energy_evaluates_to_it(powered: Session) -> None:
    for row in powered.call("power.show", part="shares").frame().iter_rows(named=True):
        found = _worth(powered, "power_energy", row["carrier"])
        assert found == pytest.approx(row["generation_mwh"], rel=1e-9, abs=1e-9)


def test_the_tree_of_every_carrier_s_emission_evaluates_to_it(powered: Session) -> None:
    rows = powered.call("power.show", part="emissions").frame()
    assert {"coal", "coal_chp", "boiler"} <= set(rows["carrier"])
    for row in rows.iter_rows(named=True):
        for species, column in MASSES.items():
            found = _worth(powered, "power_mass", row["carrier"], species)
            assert found == pytest.approx(row[column], rel=1e-9, abs=1e-9)


def test_the_tree_of_all_co2_evaluates_to_what_the_run_tells(powered: Session) -> None:
    told = powered.call("power.show").meta["co2_t"]
    assert _worth(powered, "power_mass", "*", "CO2") == pytest.approx(told, rel=1e-9)


def test_the_tree_of_what_a_target_reaches_evaluates_to_it(powered: Session) -> None:
    for row in powered.call("power.show", part="judged").frame().iter_rows(named=True):
        found = _worth(powered, "power_reached", row["target"], row["reading"])
        assert found == pytest.approx(row["reached"], rel=1e-9)


def test_figures_of_what_no_dispatch_has_are_unknown(powered: Session) -> None:
    known = powered.call("power.show", part="judged").frame()
    run = powered.call("power.show").meta["run"]
    for unknown in (
        "power_energy/990000,2025,peat",
        "power_mass/990000,2025,coal,O3",
        "power_reached/a,b,c,d",
    ):
        with pytest.raises(NotFoundError):
            powered.call("lineage.why", figure=f"{run}/{unknown}")
    assert known.filter(pl.col("verdict") == "not_told").is_empty()
