"""Forms: the label above, an example inside, the problem at the field; sent by the browser itself.

What is secret is sent as a form and never through the page's socket, so that it stays in no element.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from nicegui import ui

__all__ = ["Field", "draw_field", "form", "same_site"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form.

    Parameters
    ----------
    name
        Name under which it is sent.
    label
        Word above it.
    kind
        Type of HTML input.
    value
        What stands in it.
    example
        What may stand in it, in grey.
    autocomplete
        What a password manager may fill in.
    """

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    example: str = ""
    autocomplete: str = "off"


@contextmanager
def form(action: str, *, hidden: Mapping[str, str], name: str) -> Iterator[None]:
    """Draw a form that is posted to an address of this site.

    Parameters
    ----------
    action
        Where it goes.
    hidden
        What is sent along.
    name
        Its ``data-testid``.

    Yields
    ------
    None
        While its fields are drawn.
    """
    element = ui.element("form").classes("ty-form")
    element.props["method"], element.props["action"], element.props["data-testid"] = "post", action, name
    with element:
        for key, value in hidden.items():
            part = ui.element("input")
            part.props["type"], part.props["name"], part.props["value"] = "hidden", key, value
        yield


def draw_field(field: Field, *, problem: str = "") -> ui.input:
    """Draw a field with its label above and its problem below.

    Parameters
    ----------
    field
        The field.
    problem
        What is wrong with it; blank where nothing is.

    Returns
    -------
    nicegui.ui.input
        The box, whose value a page may read where it is no secret.
    """
    with ui.element("div").classes("ty-field"):
        label = ui.element("label").classes("ty-field-label")
        label.props["for"] = f"field-{field.name}"
        with label:
            ui.label(field.label)
        box = ui.input(value=field.value).props("outlined dense hide-bottom-space").classes("w-full")
        told = {
            "for": f"field-{field.name}",
            "name": field.name,
            "type": field.kind,
            "placeholder": field.example,
            "autocomplete": field.autocomplete,
            "data-testid": f"field-{field.name}",
        }
        for key, value in told.items():
            box.props[key] = value
        if problem:
            box.props["error"], box.props["error-message"] = True, problem
    return box


def same_site(address: str) -> str:
    """Return an address if it leads to a page of this site, else the entry page.

    Parameters
    ----------
    address
        As a request gave it.

    Returns
    -------
    str
        A path with its query; ``/`` where the address leads anywhere else.

    Examples
    --------
    >>> same_site("/plan/energy?year=2007"), same_site("//elsewhere.example"), same_site("https://a.example")
    ('/plan/energy?year=2007', '/', '/')
    """
    within = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if within and address.isprintable() and "\\" not in address else "/"
