"""Grant a role: the role first, then what the table of roles says it is bound to."""

from __future__ import annotations

from collections.abc import Mapping

from nicegui import ui

from tongyuan.services.actors import roles
from tongyuan.vocabulary.problems import TongyuanError
from tongyuan.web.granted import Names
from tongyuan.web.problems import show_problems
from tongyuan.web.view import View

__all__ = ["draw_grant_form"]

#: Held by everybody and never granted.
UNGRANTED = ("account", "public")


def draw_grant_form(view: View, login: str, names: Names) -> None:
    """Draw the form that grants a person a role.

    Parameters
    ----------
    view
        What is shown.
    login
        Who is granted it.
    names
        What a role may be bound to.
    """
    listed = {role: view.of(row, "name") for role, row in roles().items() if role not in UNGRANTED}
    codes = {"region": names.regions, "department": names.departments, "enterprise": names.enterprises}
    labels = {
        "region": view.word("限定地区"),
        "department": view.word("限定部门"),
        "enterprise": view.word("限定企业"),
    }
    with ui.element("div").classes("ty-form-row").props("data-testid=grant-form"):
        role = _pick(view.word("授予角色"), listed, name="grant-role")
        bound = {kind: _pick(labels[kind], codes[kind], name=f"grant-{kind}") for kind in codes}
        button = ui.button(view.word("授予")).props("unelevated data-testid=grant-send")
    place = ui.column().classes("w-full")

    def show_bounds() -> None:
        for kind, box in bound.items():
            wanted = [*_binds(role.value, "must_bind"), *_binds(role.value, "may_bind")]
            box.parent_slot.parent.set_visibility(kind in wanted)  # type: ignore[union-attr]
            box.value = None
            box.props(remove="error error-message")

    def lacking() -> bool:
        """Tell at each field what must be chosen before the form is sent."""
        empty = [role] if not role.value else []
        empty += [bound[kind] for kind in _binds(role.value, "must_bind") if not bound[kind].value]
        for box in (role, *bound.values()):
            box.props(remove="error error-message")
        for box in empty:
            box.props["error"], box.props["error-message"] = True, view.word("请选择")
        return bool(empty)

    def send() -> None:
        place.clear()
        if lacking():
            return
        with place:
            try:
                view.session.call(
                    "user.grant",
                    login=login,
                    role=role.value,
                    **{kind: box.value for kind, box in bound.items()},
                )
            except TongyuanError as error:
                show_problems(view, error.problems)
                return
            ui.navigate.to(view.here())

    role.on_value_change(show_bounds)
    button.on_click(send)
    show_bounds()


def _binds(role: str | None, which: str) -> list[str]:
    return [kind for kind in roles()[role][which].split(";") if kind] if role else []


def _pick(label: str, choices: Mapping[str, str], *, name: str) -> ui.select:
    with ui.element("div").classes("ty-field"):
        above = ui.element("label").classes("ty-field-label")
        above.props["for"] = f"field-{name}"
        with above:
            ui.label(label)
        box = ui.select(dict(choices), with_input=len(choices) > 15, clearable=True)
        box.props(f"outlined dense options-dense for=field-{name} data-testid={name}").classes("w-full")
    return box
