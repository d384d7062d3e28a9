"""A text side by side: on the left its words, on the right what was read, to be decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any

from nicegui import ui

from tongyuan.vocabulary.packaged import packaged_table
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.downloads import downloads, service_address
from tongyuan.web.frame import answer_line, heading, quoted
from tongyuan.web.problems import show_problems
from tongyuan.web.uploads import upload_card
from tongyuan.web.view import View

__all__ = ["draw_review", "pieces"]

Row = Mapping[str, Any]
#: Kinds of which a person decides, as the reading wing has them.
DECIDED = ("target", "aim", "task")
#: What may be corrected on the page: column and how it is asked for.
FIELDS = ("name_zh", "rule", "value", "unit", "base_year", "year", "hedge", "aspirational", "lead", "upper")
TASK_FIELDS = ("year", "lead", "upper")


async def draw_review(view: View, policy: str, version: int) -> None:
    """Draw one article of a text with what was read in it.

    Parameters
    ----------
    view
        What is shown; ``article`` of its query says which.
    policy, version
        Of which text.
    """
    answer = await view.ask("policy.review", policy=policy, version=version)
    words = (await view.ask("policy.text", policy=policy, version=version)).record()["text"]
    rows = answer.frame().to_dicts()
    told = answer.meta
    articles = [row for row in rows if row["kind"] == "article"]
    _head(view, told, policy, version)
    asked = view.number("article")
    article = next((row for row in articles if row["article"] == asked), _first_open(articles, rows))
    _contents(view, articles, rows, article)
    inside = [row for row in rows if row["kind"] in DECIDED and row["article"] == article["article"]]
    with ui.element("div").classes("ty-beside").props("data-testid=policy-beside"):
        with ui.column().classes("ty-card").props("data-testid=policy-words"):
            heading(view.word("原文"), note=view.word("着色处为读出的条目，右侧依次列出。"))
            _words(words, article, inside)
        with ui.column().classes("ty-card").props("data-testid=policy-phrases"):
            heading(view.word("读出的条目"))
            if not inside:
                ui.label(view.word("本条没有读出目标或任务；有漏读的在下面补充。")).classes("ty-note")
            for row in inside:
                _phrase(view, row, told, (policy, version))
            _adding(view, told, (policy, version))
    _closing(view, told, policy, version)


def _head(view: View, told: Row, policy: str, version: int) -> None:
    state = view.term("policy_state", told["text_state"])
    answer_line(
        view.pick(
            f"{told['phrases']} 条中 {told['undecided']} 条待确认（{state}）。",
            f"{told['undecided']} of {told['phrases']} phrases wait for a decision ({state}).",
        )
    )
    invented = view.word("（虚构，供演练）") if told["synthetic"] else ""
    quoted(f"{told['title_zh']} · {policy}@{version}{invented}").classes("ty-note")
    ui.link(view.word("返回政策库"), view.here(policy=None, version=None, article=None))


def _first_open(articles: Sequence[Row], rows: Sequence[Row]) -> Row:
    """Take the first article in which something waits; the first of all where nothing does."""
    waiting = {row["article"] for row in rows if row["state"] == "undecided"}
    return next((row for row in articles if row["article"] in waiting), articles[0])


def _contents(view: View, articles: Sequence[Row], rows: Sequence[Row], here: Row) -> None:
    nav = ui.element("nav").classes("ty-tabs")
    with nav.props(f'aria-label="{view.word("条文")}" data-testid=policy-articles'):
        for row in articles:
            many = sum(one["state"] == "undecided" and one["article"] == row["article"] for one in rows)
            mark = f" {many}" if many else " ✓"
            link = ui.link(f"{row['label']}{mark}", view.here(article=row["article"]))
            link.classes("ty-tab ty-tab-here" if row is here else "ty-tab").props("lang=zh")


def pieces(
    text: str, *, start: int, end: int, spans: Sequence[tuple[int, int, str]]
) -> list[tuple[str, str]]:
    """Cut a part of a text at the spans in it, each piece with the state of its span.

    Parameters
    ----------
    text
        The document.
    start, end
        The part.
    spans
        First offset, the one behind the last, and state of each phrase; where two overlap the first holds.

    Returns
    -------
    list of tuple
        Words and state, ``""`` outside of spans; together they are the part.

    Examples
    --------
    >>> pieces("推广风电。", start=0, end=5, spans=[(2, 4, "confirmed")])
    [('推广', ''), ('风电', 'confirmed'), ('。', '')]
    """
    cut = []
    at = start
    for first, last, state in sorted(spans):
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        cut += [(text[at:first], ""), (text[first:last], state)]
        at = last
    return [piece for piece in (*cut, (text[at:end], "")) if piece[0]]


def _words(text: str, article: Row, inside: Sequence[Row]) -> None:
    spans = [(row["starts_at"], row["ends_at"], row["state"]) for row in inside]
    with ui.element("div").classes("ty-policy-words").props("lang=zh"):
        for words, state in pieces(text, start=article["starts_at"], end=article["ends_at"], spans=spans):
            with ui.element("mark" if state else "span") as part:
                ui.label(words).style("display:inline;white-space:pre-wrap")
            if state:
                part.classes(f"ty-mark-{state}")


def _phrase(view: View, row: Row, told: Row, which: tuple[str, int]) -> None:
    state = view.term("phrase_state", row["state"])
    with ui.column().classes("ty-said gap-1").props(f"data-testid=phrase-{row['phrase']}"):
        ui.label(f"{row['phrase']} · {view.term('phrase_kind', row['kind'])} · {state}").classes("ty-note")
        ui.label(row["phrase_zh"]).classes("ty-said-text").props("lang=zh")
        _facts(view, row)
        if row["memo"]:
            quoted(view.pair(view.word("说明"), row["memo"])).classes("ty-note")
        if told["text_state"] == "draft" and view.may_call("policy.confirm"):
            _deciding(view, row, which)


def _facts(view: View, row: Row) -> None:
    named = {
        view.word("指标"): row["name_zh"],
        view.word("判定规则"): _rule(view, row["rule"]),
        view.word("数值"): _value(row),
        view.word("年份"): _years(row),
        view.word("限定词"): row["hedge"],
        view.word("牵头部门"): row["lead"] or _proposed(view, row["lead_proposed"]),
        view.word("落实的上级条目"): row["upper"] or _proposed(view, row["upper_proposed"]),
        view.word("待定事项"): _open(view, row["open"]),
    }
    with ui.element("div").classes("ty-facts"):
        for name, value in named.items():
            if value is None:
                continue
            ui.label(name)
            quoted(value)


def _rule(view: View, rule: str | None) -> str | None:
    return None if rule is None else view.pick(*_rules().get(rule, (rule, rule)))


@cache
def _rules() -> dict[str, tuple[str, str]]:
    rows = packaged_table("target_rules").select("rule", "label_zh", "label_en")
    return {rule: (zh, en) for rule, zh, en in rows.iter_rows()}


def _value(row: Row) -> str | None:
    return None if row["value"] is None else f"{row['value']:.12g} {row['unit'] or ''}".strip()


def _years(row: Row) -> str | None:
    years = [str(one) for one in (row["base_year"], row["year"]) if one is not None]
    return "–".join(years) or None


def _proposed(view: View, text: str | None) -> str | None:
    return None if text is None else f"{text}{view.word('（待确认）')}"


def _open(view: View, codes: str | None) -> str | None:
    if not codes:
        return None
    return view.listing(
        f"{view.term('phrase_open', code.partition(':')[0])}"
        + (f" {code.partition(':')[2]}" if code.startswith(("readings", "range")) else "")
        for code in codes.split(";")
    )


def _deciding(view: View, row: Row, which: tuple[str, int]) -> None:
    boxes: dict[str, ui.input] = {}
    edit = ui.expansion(view.word("更正")).props(f"dense data-testid=open-{row['phrase']}").classes("w-full")
    with edit, ui.element("div").classes("ty-choices"):
        for name in FIELDS if row["kind"] != "task" else TASK_FIELDS:
            text = "" if row[name] is None else _plain(row[name])
            boxes[name] = ui.input(view.word(LABELS[name]), value=text).props("dense outlined")
            boxes[name].classes("min-w-[150px]").props(f"data-testid=edit-{row['phrase']}-{name}")
    memo = ui.input(view.word("说明（更正和驳回必填）")).props("dense outlined").classes("w-full")
    memo.props(f"data-testid=memo-{row['phrase']}")

    def changed() -> str:
        told = {
            name: box.value or "—"
            for name, box in boxes.items()
            if (box.value or "") != ("" if row[name] is None else _plain(row[name]))
        }
        return ";".join(f"{name}={value}" for name, value in told.items())

    plain = {"phrases": row["phrase"]}
    with ui.row():
        _button(
            view, view.word("确认"), "policy.confirm", which, lambda: plain | {"accept": True, **_said(memo)}
        )
        _button(
            view,
            view.word("更正"),
            "policy.correct",
            which,
            lambda: {"phrase": row["phrase"], "values": changed(), "memo": memo.value or ""},
        )
        _button(view, view.word("驳回"), "policy.reject", which, lambda: plain | {"memo": memo.value or ""})


LABELS = {
    "name_zh": "指标",
    "rule": "判定规则",
    "value": "数值",
    "unit": "单位",
    "base_year": "基年",
    "year": "年份",
    "hedge": "限定词",
    "aspirational": "力争类",
    "lead": "牵头部门",
    "upper": "落实的上级条目",
}


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _said(memo: ui.input) -> dict[str, str]:
    return {"memo": memo.value} if memo.value else {}


def _button(
    view: View, label: str, service: str, which: tuple[str, int], given: Callable[[], dict[str, Any]]
) -> None:
    async def take() -> None:
        place.clear()
        try:
            await view.ask(service, policy=which[0], version=which[1], **given())
        except TongyuanError as error:
            with place:
                show_problems(view, error.problems)
            return
        ui.navigate.to(view.here())

    with ui.column():
        ui.button(label, on_click=take).props(f"outline dense data-testid=take-{service.partition('.')[2]}")
        place = ui.column().classes("w-full")


def _adding(view: View, told: Row, which: tuple[str, int]) -> None:
    if told["text_state"] != "draft" or not view.may_call("policy.add"):
        return
    with ui.expansion(view.word("补充漏读的条目")).props("data-testid=policy-add").classes("w-full"):
        kinds = {one: view.term("phrase_kind", one) for one in DECIDED}
        kind = ui.select(kinds, value="task").props("dense outlined data-testid=add-kind")
        words = ui.textarea(view.word("原文（逐字）")).props("outlined autogrow data-testid=add-words")
        values = ui.input(view.word("栏=值;…"), placeholder="rule=at_least;value=30;unit=%;year=2025")
        for box in (words, values):
            box.classes("w-full")
        values.props("dense outlined data-testid=add-values")
        _button(
            view,
            view.word("补充"),
            "policy.add",
            which,
            lambda: {"kind": kind.value, "phrase_zh": words.value or "", "values": values.value or ""},
        )


def _closing(view: View, told: Row, policy: str, version: int) -> None:
    with ui.column().classes("ty-card").props("data-testid=policy-closing"):
        heading(
            view.word("整类确认、表格与发布"),
            note=view.word("整类确认只涉及没有待定事项的条目；核对表整体导入，有一处不对就全部不入库。"),
        )
        which = (policy, version)
        if told["text_state"] == "draft" and view.may_call("policy.confirm"):
            with ui.row():
                for kind in DECIDED:
                    label = f"{view.word('整类确认')}：{view.term('phrase_kind', kind)}"
                    _button(view, label, "policy.confirm", which, partial(dict, kind=kind, accept=True))
        if told["text_state"] == "draft" and view.may_call("policy.publish"):
            _button(view, view.word("发布为版本"), "policy.publish", which, dict)
        address = service_address("policy.workbook", form="xlsx", policy=policy, version=version)
        ui.link(view.word("下载核对表"), address).props("download data-testid=policy-workbook")
        downloads(view, "policy.review", policy=policy, version=version)
    if told["text_state"] == "draft":
        upload_card(
            view,
            view.word("导入核对表"),
            service="policy.import",
            tell=lambda meta: [str(meta["outcome"])],
            policy=policy,
            version=version,
        )
