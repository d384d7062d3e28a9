"""Download what a page shows, as xlsx or csv, through the same service that showed it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from nicegui import ui

from tongyuan.web.view import View

__all__ = ["downloads", "service_address"]


def service_address(name: str, *, form: str, **arguments: Any) -> str:
    """Write the HTTP address of a service with its arguments.

    Parameters
    ----------
    name
        ``noun.verb``.
    form
        ``json``, ``csv`` or ``xlsx``.
    **arguments
        The service's parameters; None is left out.

    Returns
    -------
    str
        A relative address.

    Examples
    --------
    >>> service_address("inventory.show", form="csv", year=2007)
    '/api/v1/inventory/show?year=2007&format=csv'
    """
    wanted = {key: value for key, value in arguments.items() if value is not None}
    noun, verb = name.split(".")
    return f"/api/v1/{noun}/{verb}?{urlencode({**wanted, 'format': form})}"


def downloads(view: View, name: str, **arguments: Any) -> None:
    """Draw the download links of a table, where the visitor may call the service that gives it.

    Parameters
    ----------
    view
        What is shown.
    name
        Service that gives the table.
    **arguments
        Its parameters.
    """
    if not view.may_call(name):
        return
    with ui.element("div").classes("ty-foot"):
        ui.label(view.word("下载本表："))
        for form, text in (("xlsx", "Excel"), ("csv", "CSV")):
            address = service_address(name, form=form, **arguments)
            ui.link(text, address).props(f'download data-testid="{name}-{form}"')
