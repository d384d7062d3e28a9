"""Grant a role: the role first, then what the table of roles says it is bound to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
    with ui.element("div").classes("ty-form-row").props("data-testid=grant-form"):
        role = _pick(view.word("授予角色"), listed, name="grant-role")
        bound = {
            "region": _pick(view.word("限定地区"), names.regions, name="grant-region"),
            "department": _pick(view.word("限定部门"), names.departments, name="grant-department"),
            "enterprise": _pick(view.word("限定企业"), names.enterprises, name="grant-enterprise"),
        }
        button = ui.button(view.word("授予")).props("unelevated data-testid=grant-send")
    form = _Form(view, login, role, bound, place=ui.column().classes("w-full"))
    role.on_value_change(form.show_bounds)
    button.on_click(form.send)
    form.show_bounds()


@dataclass(frozen=True, slots=True)
class _Form:
    """The boxes of the form, and what is done with them."""

    view: View
    login: str
    role: ui.select
    bound: Mapping[str, ui.select]
    place: ui.column

    def show_bounds(self) -> None:
        """Show the boxes of what the chosen role is bound to."""
        wanted = [*_binds(self.role.value, "must_bind"), *_binds(self.role.value, "may_bind")]
        for kind, box in self.bound.items():
            box.parent_slot.parent.set_visibility(kind in wanted)  # type: ignore[union-attr]
            box.value = None
            box.props(remove="error error-message")

    def lacking(self) -> bool:
        """Tell at each field what must be chosen before the form is sent."""
        empty = [] if self.role.value else [self.role]
        must = _binds(self.role.value, "must_bind")
        empty += [self.bound[kind] for kind in must if not self.bound[kind].value]
        for box in (self.role, *self.bound.values()):
            box.props(remove="error error-message")
        for box in empty:
            box.props["error"], box.props["error-message"] = True, self.view.word("请选择")
        return bool(empty)

    async def send(self) -> None:
        """Grant the role, and show the person anew."""
        self.place.clear()
        if self.lacking():
            return
        codes = {kind: box.value for kind, box in self.bound.items()}
        with self.place:
            try:
                await self.view.ask("user.grant", login=self.login, role=self.role.value, **codes)
            except TongyuanError as error:
                show_problems(self.view, error.problems)
                return
            ui.navigate.to(self.view.here())


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
