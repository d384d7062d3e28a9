"""The form in which an inspector writes a finding."""

from __future__ import annotations

from nicegui import ui

from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.advance.round_names import Names
from tongyuan.web.forms import Field, draw_field
from tongyuan.web.frame import heading
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["draw_finding_form"]


def draw_finding_form(view: View, known: Names) -> None:
    """Draw the form; what the address names stands in it already.

    Parameters
    ----------
    view
        Its query may hold ``region``, ``enterprise``, ``article`` and ``figure``.
    known
        Names of regions, departments and enterprises.
    """
    with ui.column().classes("ty-card").props("data-testid=finding-form"):
        heading(
            view.word("登记问题线索"),
            note=view.word("写明问题所在、依据与要求。登记后不能修改，只能办结；所涉单位随即收到通知。"),
        )
        with ui.element("div").classes("ty-form-row"):
            regions = {code: name for code, name in known.units.items() if code in known.regions}
            region = _choice(view.word("地区"), regions, value=_first(view.query.get("region"), regions))
            departments = {"": "—", **known.departments}
            department = _choice(view.word("部门（可不填）"), departments, value="")
            firms = {code: name for code, name in known.units.items() if code not in regions}
            enterprise = _choice(
                view.word("企业（可不填）"),
                {"": "—", **firms},
                value=_known(view.query.get("enterprise"), firms),
            )
        with ui.element("div").classes("ty-form-row"):
            article = draw_field(
                Field(
                    "article",
                    view.word("条文序号（可不填）"),
                    value=view.query.get("article", ""),
                    example="9",
                )
            )
            figure = draw_field(
                Field(
                    "figure",
                    view.word("数字编号（可不填）"),
                    value=view.query.get("figure", ""),
                    example="1a2b3c/emission/…",
                )
            )
        text = ui.textarea(view.word("内容")).props("outlined autogrow data-testid=finding-text")
        text.classes("w-full")
        place = ui.column().classes("w-full")

        async def write() -> None:
            place.clear()
            bound = {
                "department": department.value,
                "enterprise": enterprise.value,
                "article": article.value,
                "figure": figure.value,
            }
            try:
                made = await view.ask(
                    "finding.write",
                    region=region.value,
                    text=text.value or "",
                    **{name: value or None for name, value in bound.items()},
                )
            except TongyuanError as error:
                with place:
                    show_problems(view, error.problems)
                return
            number = int(made.frame()["number"][0])
            ui.navigate.to(view.link("/assess/findings", number=number))

        ui.button(view.word("登记"), on_click=write).props("unelevated data-testid=finding-write")


def _choice(label: str, choices: dict[str, str], *, value: str) -> ui.select:
    box = ui.select(choices, value=value, label=label, with_input=True)
    return box.props("outlined dense options-dense").classes("min-w-[200px] grow")


def _first(wanted: str | None, choices: dict[str, str]) -> str:
    return wanted if wanted in choices else next(iter(choices), "")


def _known(wanted: str | None, choices: dict[str, str]) -> str:
    return wanted if wanted in choices else ""
