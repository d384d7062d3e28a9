"""Backups, restore, audit and doctor through their services and the command line's own verbs."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from tongyuan.services.ground.backup import back_up_to
from tongyuan.services.ground.restoring import restore_to
from tongyuan.services.session import Session
from tongyuan.testing.keeping import rows_of
from tongyuan.testing.sessions import a_session, an_actor
from tongyuan.testing.tampering import tamper
from tongyuan.vocabulary.problems import (
    ConflictError,
    InputError,
    NotFoundError,
    PermissionDeniedError,
)


def test_a_backup_is_made_listed_and_looked_over(own: Session) -> None:
    made = own.call("backup.make", name="年末")
    assert made.frame()["name"].to_list() == ["年末.zip"]
    assert own.call("backup.list").frame()["name"].to_list() == ["年末.zip"]
    assert own.call("backup.check", name="年末").passed
    last = own.workspace.audit.rows(limit=1).row(0, named=True)
    assert (last["service"], last["outcome"]) == ("backup.make", made.meta["outcome"])
    file = own.workspace.folder / "backups" / "年末.zip"
    file.write_bytes(file.read_bytes()[:-1000])
    assert not own.call("backup.check", name="年末").passed
    assert own.call("backup.list").frame()["made_at"].to_list() == [None]


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", ".hidden", "a/b", "", "x" * 200])
def test_a_backup_stays_in_its_folder(own: Session, name: str) -> None:
    for verb in ("make", "check"):
        with pytest.raises((InputError, NotFoundError)):
            own.call(f"backup.{verb}", name=name or " ")


def test_a_backup_is_not_replaced(own: Session) -> None:
    own.call("backup.make", name="one")
    with pytest.raises(ConflictError):
        own.call("backup.make", name="one")
    with pytest.raises(NotFoundError):
        own.call("backup.check", name="two")


def test_the_folder_of_backups_is_that_of_the_settings(
    own: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGYUAN_BACKUP_FOLDER", str(tmp_path / "elsewhere"))
    own.call("backup.make", name="one")
    assert [file.name for file in (tmp_path / "elsewhere").iterdir()] == ["one.zip"]


def test_what_is_restored_answers_as_before(own: Session, tmp_path: Path) -> None:
    status = own.call("target.status", on="2023-12-31").frame()
    told = back_up_to(own, tmp_path / "kept.zip")
    answer = restore_to(tmp_path / "kept.zip", tmp_path / "again")
    assert answer.passed
    with closing(a_session(tmp_path / "again").workspace) as workspace:
        again = Session(workspace, an_actor())
        assert again.call("target.status", on="2023-12-31").frame().equals(status)
        rows = workspace.audit.rows(limit=1).row(0, named=True)
        assert (rows["service"], rows["outcome"]) == ("backup.restore", f"row {told.meta['rows_audited']}")
        assert rows_of(workspace)["statistic"] == rows_of(own.workspace)["statistic"]
        figure = (
            status.filter(status["figure"].is_not_null())["figure"][0] if "figure" in status.columns else None
        )
        if figure:
            assert (
                again.call("lineage.why", figure=figure).data == own.call("lineage.why", figure=figure).data
            )


def test_only_an_administrator_keeps_backups(own: Session, tmp_path: Path) -> None:
    analyst = Session(own.workspace, an_actor(role="provincial_analyst"))
    with pytest.raises(PermissionDeniedError):
        back_up_to(analyst, tmp_path / "kept.zip")
    assert not (tmp_path / "kept.zip").exists()


def test_an_anchor_kept_elsewhere_shows_a_chain_that_went_back(own: Session, tmp_path: Path) -> None:
    for name in ("one", "two"):
        own.call("backup.make", name=name)
    kept = tmp_path / "anchor.json"
    kept.write_text(json.dumps(own.call("audit.anchor").as_dict()), encoding="utf-8")
    assert own.call("audit.compare", anchor=kept).passed
    assert "are proven by the anchor" in own.call("audit.verify").meta["statement_en"]
    rows = own.workspace.audit.verify().rows
    tamper(own.workspace, f"DELETE FROM audit WHERE seq = {rows}")
    own.workspace.audit.forget_place()
    heads = own.workspace.audit.anchor
    heads.write_text("".join(f"{line}\n" for line in heads.read_text().splitlines()[:-1]))
    assert own.call("audit.verify").passed  # nothing inside can tell
    compared = own.call("audit.compare", anchor=kept)
    assert not compared.passed
    assert set(compared.frame()["code"]) == {"audit.outside_gap", "audit.head_missing"}
    backup = own.workspace.folder / "backups" / "two.zip"
    assert own.call("audit.compare", anchor=backup).passed  # it was made before the row that is gone


def test_what_holds_no_head_is_refused(own: Session, tmp_path: Path) -> None:
    for content in (b"", b"{}", b"hello", b'{"data": [1]}', b"PK\x05\x06" + bytes(18)):
        file = tmp_path / "no.json"
        file.write_bytes(content)
        with pytest.raises(InputError):
            own.call("audit.compare", anchor=file)


def test_the_doctor_says_what_to_do(own: Session) -> None:
    own.workspace.folder.chmod(0o755)
    answer = own.call("workspace.doctor")
    assert not answer.passed
    row = answer.frame().filter(check="permissions").row(0, named=True)
    assert "chmod" in row["remedy_zh"]
