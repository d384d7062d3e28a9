"""Whatever is done to rows or heads by somebody without the key is found, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongyuan.testing.tampering import tamper, tampered
from tongyuan.workspace.audit import Outside, read_outside
from tongyuan.workspace.audit.heads import Head, parse_lines
from tongyuan.workspace.audit.keys import SecretKey
from tongyuan.workspace.workspace import Workspace

ROWS = 8  # the row of the making, and seven changes
CELLS = ("actor = 'wang'", "service = 'x.y'", "outcome = 'no'", "params = '{\"year\": 1}'", "hash = '{0}'")
UNTIMED = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
ROW = st.integers(1, ROWS)


def append(workspace: Workspace, year: int) -> None:
    workspace.audit.append(actor="li", service="inventory.compile", params={"year": year}, outcome="done")


@pytest.fixture
def audited(workspace: Workspace) -> Workspace:
    for year in range(2021, 2021 + ROWS - 1):
        append(workspace, year)
    return workspace


def codes(workspace: Workspace, *outside: Outside) -> set[str]:
    return {problem.code.removeprefix("audit.") for problem in workspace.audit.verify(*outside).problems}


def heads(workspace: Workspace) -> list[str]:
    return workspace.audit.anchor.read_text(encoding="ascii").splitlines()


def write_heads(workspace: Workspace, lines: list[str]) -> None:
    workspace.audit.anchor.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def forget_mark(workspace: Workspace) -> None:
    """As on a machine that never signed for this place."""
    secret = workspace.audit.secret()
    assert secret is not None
    workspace.audit.mark(secret).path.unlink()


def test_a_chain_is_proven_up_to_its_last_anchor(audited: Workspace) -> None:
    found = audited.audit.verify()
    assert (found.problems, found.proven, found.rows, found.held) == ((), ROWS, ROWS, True)
    assert found.by is not None
    assert found.since is not None
    assert (found.since.seq, found.by.seq) == (1, ROWS)
    assert f"rows 1 to {ROWS} are proven" in found.statement("en")
    assert (found.by.key or "x")[:8] in found.statement("zh")


@given(row=ROW, cell=st.sampled_from(CELLS))
@UNTIMED
def test_any_edited_row_is_found(audited: Workspace, row: int, cell: str) -> None:
    with tampered(audited, f"UPDATE audit SET {cell.replace('{0}', 'a' * 64)} WHERE seq = {row}"):
        found = audited.audit.verify()
    assert ("audit.edited", row) in {(problem.code, problem.values["seq"]) for problem in found.problems}
    assert found.proven == row - 1


@given(first=ROW, count=st.integers(1, ROWS))
@UNTIMED
def test_any_removed_rows_are_found(audited: Workspace, first: int, count: int) -> None:
    with tampered(audited, f"DELETE FROM audit WHERE seq >= {first} AND seq < {first + count}"):
        found = audited.audit.verify()
    gone = {problem.values["seq"] for problem in found.problems if problem.code == "audit.gap"}
    assert gone == set(range(first, min(first + count, ROWS + 1)))


@given(pair=st.sets(ROW, min_size=2, max_size=2))
@UNTIMED
def test_any_two_rows_that_changed_places_are_found(audited: Workspace, pair: set[int]) -> None:
    one, other = sorted(pair)
    moves = ((one, 99), (other, one), (99, other))
    with tampered(audited, *(f"UPDATE audit SET seq = {new} WHERE seq = {old}" for old, new in moves)):
        assert {"edited", "broken"} <= codes(audited)


@given(data=st.data())
@UNTIMED
def test_any_edited_line_of_the_heads_is_found(audited: Workspace, data: st.DataObject) -> None:
    lines = heads(audited)
    number = data.draw(st.integers(0, ROWS - 1))
    at = data.draw(st.integers(0, len(lines[number]) - 1))
    letter = data.draw(
        st.sampled_from("0179abfAB+/= \N{BULLET}").filter(lambda new: new != lines[number][at])
    )
    edited = lines[number][:at] + letter + lines[number][at + 1 :]
    write_heads(audited, [*lines[:number], edited, *lines[number + 1 :]])
    try:
        assert codes(audited) & {"line", "forged", "key_unlisted", "head_missing", "anchor"}
    finally:
        write_heads(audited, lines)


@given(gone=st.sets(st.integers(1, ROWS), min_size=1))
@UNTIMED
def test_any_removed_lines_of_the_heads_are_found(audited: Workspace, gone: set[int]) -> None:
    lines = heads(audited)
    write_heads(audited, [line for number, line in enumerate(lines, start=1) if number not in gone])
    try:
        found = audited.audit.verify().problems
        assert {problem.values["seq"] for problem in found if problem.code == "audit.head_missing"} == gone
    finally:
        write_heads(audited, lines)


@given(order=st.permutations(range(ROWS)))
@UNTIMED
def test_the_order_of_the_lines_does_not_matter(audited: Workspace, order: list[int]) -> None:
    lines = heads(audited)
    write_heads(audited, [lines[number] for number in order])
    assert codes(audited) == set()


@given(size=st.integers(0, 200 * ROWS))
@UNTIMED
def test_a_file_of_heads_that_was_cut_anywhere_is_found(audited: Workspace, size: int) -> None:
    content = audited.audit.anchor.read_bytes()
    audited.audit.anchor.write_bytes(content[:size])
    try:
        assert codes(audited) & {"line", "head_missing"}
    finally:
        audited.audit.anchor.write_bytes(content)


def test_heads_whose_signatures_were_stripped_are_missed(audited: Workspace) -> None:
    write_heads(audited, [" ".join(line.split(" ")[:2]) for line in heads(audited)])
    assert codes(audited) == {"head_missing"}
    append(audited, 2040)  # and signing on does not cover it up
    assert codes(audited) == {"head_missing"}


def both_cut(workspace: Workspace) -> None:
    tamper(workspace, "DELETE FROM audit WHERE seq > 5")
    write_heads(workspace, heads(workspace)[:5])


def test_database_and_heads_cut_to_an_older_state_are_found_by_the_mark_beside_the_key(
    audited: Workspace,
) -> None:
    both_cut(audited)
    assert codes(audited) == {"outside_gap", "head_missing"}
    append(audited, 2040)
    assert "outside_gap" in codes(audited)


def test_database_heads_and_mark_cut_to_an_older_state_are_found_by_what_was_kept_elsewhere(
    audited: Workspace, tmp_path: Path
) -> None:
    copy = tmp_path / "kept.heads"
    copy.write_bytes(audited.audit.anchor.read_bytes())
    both_cut(audited)
    forget_mark(audited)
    assert codes(audited) == set()  # nothing inside can tell
    assert codes(audited, read_outside(copy)) == {"outside_gap", "head_missing"}
    for year in (2040, 2041, 2042):
        append(audited, year)
    assert codes(audited) == set()
    assert codes(audited, read_outside(copy)) == {"outside"}


def exchange_key(workspace: Workspace, tmp_path: Path, *, first: int = 1) -> None:
    """Sign rows anew with a key of one's own, and list it."""
    own = SecretKey.obtain(tmp_path / "own.key")
    lines = [line.head for line in parse_lines("\n".join(heads(workspace)))]
    kept = [head.text for head in lines if head and head.seq < first]
    signed = [head.signed(own, at=head.at) for head in lines if head and head.at and head.seq >= first]
    write_heads(workspace, [*kept, *(head.text for head in signed)])
    file = workspace.folder / "audit.keys"
    file.write_text((file.read_text() if first > 1 else "") + own.public.line + "\n")


def test_a_key_that_was_exchanged_is_found(audited: Workspace, tmp_path: Path) -> None:
    head, key = audited.audit.attest()
    kept = Outside("anchor.json", (head,), {key.fingerprint: key})
    exchange_key(audited, tmp_path)
    assert codes(audited) >= {"outside_forged"}
    forget_mark(audited)
    assert "key_swapped" in codes(audited, kept)


def test_heads_that_somebody_else_signed_are_found(audited: Workspace, tmp_path: Path) -> None:
    exchange_key(audited, tmp_path, first=4)
    assert codes(audited) == {"key_other"}


def test_a_signature_for_another_row_does_not_pass(audited: Workspace) -> None:
    lines = [line.head for line in parse_lines("\n".join(heads(audited)))]
    moved = [Head(h.seq, h.hash, h.at, h.key, lines[0].signature) for h in lines if h and lines[0]]
    write_heads(audited, [head.text for head in moved])
    assert "forged" in codes(audited)


def test_a_crash_between_commit_and_anchor_is_told_and_healed_by_the_next_change(
    audited: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as crashing:
        nothing: Callable[..., None] = lambda *_: None  # noqa: E731
        crashing.setattr(type(audited.audit), "_anchor", nothing)
        append(audited, 2040)
    found = audited.audit.verify()
    assert (found.problems, found.proven, found.rows) == ((), ROWS, ROWS + 1)
    assert f"rows {ROWS + 1} to {ROWS + 1} are chained but not yet anchored" in found.statement("en")
    append(audited, 2041)
    found = audited.audit.verify()
    assert (found.problems, found.proven) == ((), ROWS + 2)


def test_a_line_that_a_power_cut_tore_is_told_and_healed_by_the_next_change(audited: Workspace) -> None:
    content = audited.audit.anchor.read_bytes()
    forget_mark(audited)
    audited.audit.anchor.write_bytes(content[:-100])
    found = audited.audit.verify()
    assert [problem.code for problem in found.problems] == ["audit.line"]
    assert found.proven == ROWS - 1
    append(audited, 2040)
    assert (codes(audited), audited.audit.verify().proven) == (set(), ROWS + 1)


def test_heads_of_the_first_version_are_read_and_signed_by_the_next_change(audited: Workspace) -> None:
    forget_mark(audited)
    (audited.folder / "audit.keys").unlink()
    write_heads(audited, [" ".join(line.split(" ")[:2]) for line in heads(audited)])
    found = audited.audit.verify()
    assert (found.problems, found.proven) == ((), 0)
    assert f"{ROWS} rows are chained; none has a signed head yet" in found.statement("en")
    append(audited, 2040)
    assert (codes(audited), audited.audit.verify().proven) == (set(), ROWS + 1)


def test_a_head_of_the_first_version_that_does_not_fit_is_found(audited: Workspace) -> None:
    lines = heads(audited)
    write_heads(audited, [*lines, "3 " + "a" * 64])
    assert codes(audited) == {"anchor"}


def test_the_key_lies_outside_and_only_its_owner_reads_it(audited: Workspace) -> None:
    secret = audited.audit.secret()
    assert secret is not None
    assert not secret.file.is_relative_to(audited.folder)
    assert secret.file.stat().st_mode & 0o777 == 0o600
    held = secret.file.read_text()
    assert [
        file for file in audited.folder.rglob("*") if file.is_file() and held in file.read_text("latin1")
    ] == []


def test_without_the_key_anybody_can_still_verify(
    audited: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGYUAN_AUDIT_KEY", str(audited.folder.parent / "none.key"))
    found = audited.audit.verify()
    assert (found.problems, found.proven, found.held) == ((), ROWS, False)
    assert "not held here" in found.statement("en")
