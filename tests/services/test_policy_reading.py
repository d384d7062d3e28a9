"""The text of a policy is handed in as a file and read; what cannot be read is said once, clearly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.policies import a_plan
from tongyuan.testing.sessions import a_session
from tongyuan.vocabulary.problems import InputError


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path]) -> Iterator[Session]:
    made = a_session(founded("exercise"))
    yield made
    made.workspace.close()


def letter(folder: Path, *lines: str) -> Path:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    path = folder / "plan.docx"
    document.save(str(path))
    return path


def test_plain_text_and_docx_are_read_alike(session: Session, tmp_path: Path) -> None:
    plain = tmp_path / "plan.txt"
    plain.write_text(a_plan(), "utf-8")
    read = [
        session.call("policy.parse", file=file).frame().drop("starts_at", "ends_at")
        for file in (plain, letter(tmp_path, *a_plan().split("\n")))
    ]
    assert read[0].equals(read[1])
    assert set(read[0]["kind"]) == {"article", "target", "aim", "task", "duty"}


def test_a_file_of_the_older_chinese_encoding_is_read(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_bytes(a_plan().encode("gb18030"))
    assert session.call("policy.parse", file=file).meta["title"] == "某省协同降碳实施方案"


def test_one_part_alone_is_handed_out(session: Session, tmp_path: Path) -> None:
    file = letter(tmp_path, *a_plan().split("\n"))
    answer = session.call("policy.parse", file=file, part="target")
    assert set(answer.frame()["kind"]) == {"target"}
    assert answer.meta["targets"] == answer.frame().height


def test_tables_of_a_letter_are_read_cell_by_cell(session: Session, tmp_path: Path) -> None:
    document = docx.Document()
    for line in a_plan().split("\n")[:-1]:
        document.add_paragraph(line)
    document.add_table(rows=1, cols=1).cell(0, 0).text = "（三）推进植树。植树造林10万亩以上。"
    document.save(str(tmp_path / "plan.docx"))
    found = session.call("policy.parse", file=tmp_path / "plan.docx", part="target").frame()
    assert 10.0 in found["value"].to_list()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("plan.pdf", b"%PDF-1.7", "policy.unknown_file"),
        ("plan.txt", b"\x00\x01\x02\xff\xfe", "policy.not_text"),
        ("plan.docx", b"no zip at all", "policy.not_text"),
        ("plan.txt", b" \n ", "policy.no_text"),
        ("plan.txt", "没有条号的一段话。".encode(), "policy.no_headings"),
    ],
)
def test_what_cannot_be_read_is_said_once(
    session: Session, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        session.call("policy.parse", file=file)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_letter_of_pictures_alone_says_so(session: Session, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        session.call("policy.parse", file=letter(tmp_path))
    assert [problem.code for problem in caught.value.problems] == ["policy.no_text"]


def test_a_small_letter_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    session: Session, tmp_path: Path
) -> None:
    file = letter(tmp_path, "一、要求")
    with ZipFile(file, "a", ZIP_DEFLATED) as archive, archive.open("word/media/much.bin", "w") as part:
        for _ in range(201):
            part.write(bytes(1_000_000))
    assert file.stat().st_size < 1_000_000
    with pytest.raises(InputError) as caught:
        session.call("policy.parse", file=file)
    assert [problem.code for problem in caught.value.problems] == ["policy.too_large"]
