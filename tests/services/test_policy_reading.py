"""The text of a policy is handed in as a file and read; what cannot be read is said once, clearly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import polars as pl
import pytest

from tongyuan.services.session import Session
from tongyuan.testing.pages import a_locked_pdf, a_pdf
from tongyuan.testing.policies import a_plan
from tongyuan.testing.sessions import a_copy, a_session
from tongyuan.vocabulary.problems import InputError


@pytest.fixture(scope="module")
def session(founded: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    made = a_session(a_copy(founded("exercise"), to=tmp_path_factory.mktemp("texts") / "workspace"))
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
        ("plan.xls", b"cells", "policy.unknown_file"),
        ("plan.pdf", b"%PDF-1.7", "policy.not_pdf"),
        ("plan.pdf", b"no pdf at all", "policy.not_pdf"),
        ("plan.pdf", a_pdf(["一、要求"])[:400], "policy.not_pdf"),
        ("plan.pdf", a_locked_pdf(["一、要求"]), "policy.locked"),
        ("plan.pdf", a_pdf([], []), "policy.no_text"),
        ("plan.pdf", a_pdf(*[["一、要求"]] * 501), "policy.too_many_pages"),
        ("plan.txt", b"a" * 1_000_001, "policy.too_long"),
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


def test_a_file_that_is_too_large_is_not_opened(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "plan.pdf"
    with file.open("wb") as out:
        out.truncate(51_000_000)
    with pytest.raises(InputError) as caught:
        session.call("policy.parse", file=file)
    assert [problem.code for problem in caught.value.problems] == ["policy.file_too_large"]


def paged(folder: Path, *pages: list[str]) -> Path:
    path = folder / "plan.pdf"
    path.write_bytes(a_pdf(*pages))
    return path


def test_a_pdf_is_read_as_its_text_is(session: Session, tmp_path: Path) -> None:
    plain = tmp_path / "plan.txt"
    plain.write_text(a_plan(), "utf-8")
    lines = [line for line in a_plan().split("\n") if line]
    half = lines.index("— 2 —") + 1
    rest = lines[half].removeprefix("能")  # printed twice in the plain text alone
    file = paged(tmp_path, lines[:half], [rest, *lines[half + 1 :]])
    where = ("starts_at", "ends_at", "page")
    read = [session.call("policy.parse", file=one).frame().drop(where) for one in (plain, file)]
    assert read[0].equals(read[1])


def test_a_place_in_a_pdf_is_told_by_page(session: Session, tmp_path: Path) -> None:
    file = paged(
        tmp_path, ["一、任务", "（一）节能。甲率达到1%。"], [], ["（二）节水。乙率达到2%。", "（三）植树。"]
    )
    answer = session.call("policy.parse", file=file)
    assert answer.frame().filter(kind="target").select("value", "page").rows() == [(1.0, 1), (2.0, 3)]
    assert answer.meta["pages_without_text"] == "2"


def test_running_heads_and_page_numbers_within_a_sentence_are_taken_out_and_told(
    session: Session, tmp_path: Path
) -> None:
    head = "某省人民政府公报 2024年第3期"
    pages = [
        [head, "一、任务", "（一）推进工业节能降碳改造并支持企业开展", "— 1 —"],
        [head, "绿色制造，到2025年甲率达到30%以上，推广节", "— 2 —"],
        [head, "能设备。", "（二）植树。", "（三）节水。", "— 3 —"],
    ]
    answer = session.call("policy.parse", file=paged(tmp_path, *pages))
    rows = answer.frame()
    assert rows.filter(kind="task")["phrase_zh"].to_list()[:2] == [
        "推进工业节能降碳改造并支持企业开展绿色制造",
        "推广节能设备",
    ]
    assert rows.filter(kind="target")["value"].to_list() == [30.0]
    assert sum("running_head" in mend for mend in answer.meta["mends"]) == 3
    assert sum("page_number" in mend for mend in answer.meta["mends"]) == 3


def listed(folder: Path) -> Path:
    """A list of tasks between two articles: a title across it, a lead over two rows, lines within a cell."""
    document = docx.Document()
    for line in ("一、任务", "（一）造林。全省造林10万亩。"):
        document.add_paragraph(line)
    rows = [
        ("序号", "重点任务", "牵头单位", "配合单位", "完成时限"),
        ("能源领域", "", "", "", ""),
        ("1", "推动煤电机组节能改造", "省发展改革委", "省能源局\n省财政厅", "2025年底"),
        ("2", "发展风电", "", "省自然资源厅", "2026年"),
        ("3", "开展公众宣传", "省生态环境厅", "", "长期坚持"),
    ]
    table = document.add_table(rows=len(rows), cols=5)
    for at, row in enumerate(rows):
        for place, text in enumerate(row):
            table.cell(at, place).text = text
    table.cell(2, 2).merge(table.cell(3, 2))
    table.cell(1, 0).merge(table.cell(1, 4))
    for line in ("（二）节水。省水节能。", "（三）保障。加强组织领导。"):
        document.add_paragraph(line)
    document.save(str(folder / "plan.docx"))
    return folder / "plan.docx"


def test_a_list_of_tasks_is_read_row_by_row_with_who_answers_and_by_when(
    session: Session, tmp_path: Path
) -> None:
    tasks = session.call("policy.parse", file=listed(tmp_path), part="task").frame()
    rows = tasks.filter(pl.col("label").str.starts_with("表"))
    assert rows.select("label", "article", "phrase_zh", "lead", "departments", "year").rows() == [
        ("表1第3行", 1, "推动煤电机组节能改造", "省发展改革委", "省发展改革委;省能源局;省财政厅", 2025),
        ("表1第4行", 1, "发展风电", "省发展改革委", "省发展改革委;省自然资源厅", 2026),
        ("表1第5行", 1, "开展公众宣传", "省生态环境厅", "省生态环境厅", None),
    ]


def test_a_merged_cell_is_one_duty_in_its_place(session: Session, tmp_path: Path) -> None:
    duties = session.call("policy.parse", file=listed(tmp_path), part="duty").frame()
    assert duties["phrase_zh"].to_list() == [
        "省发展改革委",
        "省能源局省财政厅",
        "省自然资源厅",
        "省生态环境厅",
    ]
    assert duties["starts_at"].is_sorted()


def test_a_table_stands_where_the_document_has_it(session: Session, tmp_path: Path) -> None:
    rows = session.call("policy.parse", file=listed(tmp_path)).frame()
    labels = list(dict.fromkeys(rows["label"].to_list()))
    assert labels == ["（一）", "表1第3行", "表1第4行", "表1第5行", "（二）", "（三）"]


def test_cells_of_another_table_are_paragraphs(session: Session, tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    words = ("（一）造林。造林10万亩。", "（二）绿化。造林5万亩。", "（三）植树。造林3万亩。", "")
    for at, text in enumerate(words):
        table.cell(at // 2, at % 2).text = text
    document.save(str(tmp_path / "plan.docx"))
    found = session.call("policy.parse", file=tmp_path / "plan.docx", part="target").frame()
    assert found["value"].to_list() == [10.0, 5.0, 3.0]


def test_a_tab_behind_a_number_makes_no_table(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text("一、\t任务\n1.\t造林10万亩。\n2.\t节水5万吨。\n3.\t植树3万株。", "utf-8")
    assert session.call("policy.parse", file=file, part="article").frame().height == 3
