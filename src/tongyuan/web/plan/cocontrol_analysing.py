"""Analyses of a plan on its page: the kept one is shown, a new one is made beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui

from tongyuan.services.answer import Answer
from tongyuan.vocabulary.problems import NotFoundError
from tongyuan.web.jobs import follow_job
from tongyuan.web.view import View

__all__ = ["kept_analysis", "making"]


async def kept_analysis(view: View, product: str, *, plan: str) -> Answer | None:
    """Find the latest kept analysis of a plan.

    Parameters
    ----------
    view
        What is shown.
    product
        Which analysis.
    plan
        The plan.

    Returns
    -------
    Answer or None
        The analysis; None where none was made.
    """
    try:
        return await view.ask("cocontrol.analysis", product=product, plan=plan)
    except NotFoundError:
        return None


def making(
    view: View,
    product: str,
    *,
    plan: str,
    text: str,
    fields: Callable[[], Mapping[str, Any]] = dict,
) -> None:
    """Draw the button that makes an analysis of the shown plan, where the visitor may.

    Parameters
    ----------
    view
        What is shown.
    product
        Which analysis.
    plan
        The plan.
    text
        What stands on the button.
    fields
        Gives the other parameters when the button is pressed.
    """
    service = f"cocontrol.{product}"
    if not view.may_call(service):
        return
    button = ui.button(text).props(f"outline data-testid=make-{product}")
    place = ui.column().classes("w-full")

    async def make() -> None:
        await follow_job(
            view, place, service, then=lambda _: ui.navigate.to(view.here()), run=plan, **fields()
        )

    button.on_click(make)
