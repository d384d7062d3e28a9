"""A workspace is founded whole or not at all, from the pack that is asked for."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from tongyuan import packs
from tongyuan.services.ground.founding import found
from tongyuan.services.session import Session, open_session
from tongyuan.testing.sessions import a_demo, a_session, real_pack, state_of
from tongyuan.vocabulary.problems import ConflictError, InputError, NotFoundError
from tongyuan.workspace.workspace import DATABASE_FILE

TONGYUAN = Path(sys.executable).with_name("tongyuan")


def test_the_workspace_holds_what_its_pack_holds(demo: Session) -> None:
    pack = packs.load(real_pack())
    meta = demo.workspace.meta
    assert (meta.pack, meta.region, meta.synthetic) == (pack.name, pack.region, pack.synthetic)
    counts = demo.call("workspace.show").data
    for name in ("regions", "articles", "targets", "tasks", "series", "departments"):
        assert counts[name] == getattr(pack, name).height, name
    assert counts["statistics"] == pack.statistics.height


def test_every_balance_is_compiled_and_every_target_judged_at_once(demo: Session) -> None:
    years = set(demo.workspace.datasets("balance")["year"])
    runs = [demo.workspace.run(run) for run in demo.run.list(kind="inventory").frame()["run"]]
    assert years <= {run.params["year"] for run in runs}
    assert demo.run.list(kind="assessment").frame().height


def test_the_workspace_is_sound(own: Session) -> None:
    answer = own.call("workspace.doctor")  # the shared one holds a job that nobody takes over
    assert answer.passed, answer.frame()


def test_an_unknown_pack_is_refused_and_the_shipped_ones_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        found(tmp_path / "new", pack="atlantis")
    assert all(name in caught.value.text("zh") for name in packs.names())
    assert not (tmp_path / "new").exists()


def test_a_folder_that_holds_other_files_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ConflictError):
        found(tmp_path, pack=real_pack())
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_folder_that_is_a_workspace_is_refused_and_left_as_it_was(own_folder: Path) -> None:
    before = state_of(own_folder)
    with pytest.raises(ConflictError):
        found(own_folder, pack=real_pack())
    assert state_of(own_folder) == before


def test_what_fails_half_way_leaves_no_workspace(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    with pytest.raises(NotFoundError):
        found(tmp_path / "new", pack=real_pack(), data=nothing)
    assert not (tmp_path / "new").exists()
    with pytest.raises(NotFoundError):
        open_session(tmp_path / "new")


def test_what_fails_in_an_empty_folder_can_be_tried_again(tmp_path: Path) -> None:
    nothing, place = tmp_path / "nothing", tmp_path / "place"
    nothing.mkdir()
    place.mkdir()
    with pytest.raises(NotFoundError):
        found(place, pack=real_pack(), data=nothing)
    with pytest.raises((ConflictError, NotFoundError)):
        open_session(place)
    assert found(place, pack=real_pack()).meta["pack"] == real_pack()


@pytest.mark.slow
def test_a_founding_that_is_killed_leaves_no_workspace_and_can_be_repeated(tmp_path: Path) -> None:
    place = tmp_path / "place"
    process = subprocess.Popen(
        [TONGYUAN, "init", place, "--demo", real_pack()], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    while not (place / DATABASE_FILE).exists() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    with pytest.raises((ConflictError, NotFoundError)):
        open_session(place)
    refused = subprocess.run(
        [TONGYUAN, "policy", "show", "--workspace", place], capture_output=True, check=False
    )
    assert refused.returncode == 2
    assert b"Traceback" not in refused.stderr
    found(place, pack=real_pack())
    assert open_session(place).call("workspace.doctor").passed


@pytest.mark.slow
def test_the_seed_draws_the_invented_province(tmp_path: Path) -> None:
    invented = next(name for name in packs.names() if name != real_pack())

    def figures(name: str, seed: int) -> pl.DataFrame:
        session = a_session(a_demo(tmp_path / name, pack=invented, seed=seed))
        assert session.workspace.meta.synthetic
        assert session.workspace.meta.settings["seed"] == seed
        return session.workspace.current_statistics().drop("believed_at")

    first = figures("first", 1)
    assert set(first["quality"]) == {"synthetic"}
    assert first.equals(figures("again", 1))
    assert not first.equals(figures("other", 2))


@pytest.mark.slow
def test_restricted_series_come_from_the_users_own_folder(
    shared: Path, demo: Session, tmp_path: Path
) -> None:
    session = a_session(a_demo(tmp_path / "place", pack=real_pack(), data=shared / "data"))
    held = session.workspace.statistics()
    shipped = demo.workspace.statistics()
    key = ["series", "region", "period", "kind", "vintage"]
    added = held.join(shipped, on=key, how="anti")
    assert held.height > shipped.height
    assert shipped.join(held, on=[*key, "value"], how="anti").filter(pl.col("value").is_not_null()).is_empty()
    assert added.filter(~pl.col("note").str.contains("restricted")).is_empty()
    declared = {entry["series"] for entry in packs.load(real_pack()).restricted}
    assert set(added["series"]) <= declared
