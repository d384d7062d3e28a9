"""Render tables from code and data into the pages, so that no constant is typed in prose.

A line ``<!-- render: NAME -->`` becomes the tables that ``RENDERERS[NAME]`` makes, in the page's language.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import polars as pl

SECURITY = Path(__file__).parents[1] / "security"
MARK = re.compile(r"^<!-- render: (\w+) -->$", re.MULTILINE)
LEVEL = {"zh": "数据级别：", "en": "Level: "}
LEVELS = {
    "zh": {"public": "公开", "internal": "内部", "sensitive": "敏感", "own": "逐行注明"},
    "en": {"public": "public", "internal": "internal", "sensitive": "sensitive", "own": "stated by each row"},
}
BOUND = ("must_bind", "may_bind")
REACHES = {
    "zh": {"region": "地区", "department": "部门", "enterprise": "企业"}
    | {"all": "全部", "own": "本单位", "below": "本地区及以下", "none": "不可见"},
    "en": {"region": "region", "department": "department", "enterprise": "enterprise"}
    | {"all": "all", "own": "its own", "below": "its own and below", "none": "none"},
}
ROOMS_WITH_METHODS = ("tongyuan.accounting", "tongyuan.plan", "tongyuan.assess")


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Replace each mark of a page by its tables (called by MkDocs)."""
    language = getattr(page.file, "locale_alternate_of", None) or "zh"
    return MARK.sub(lambda found: RENDERERS[found.group(1)](language), markdown)


def render_methods(language: str) -> str:
    """Write each registered method: equation, unit, source, and where each term comes from."""
    from tongyuan.vocabulary.methods import methods

    for room in ROOMS_WITH_METHODS:
        package = import_module(room)
        for module in walk_packages(package.__path__, f"{room}."):
            import_module(module.name)
    heads = {
        "zh": ("符号", "表", "列或参数", "单位"),
        "en": ("name", "table", "column or parameter", "unit"),
    }[language]
    blocks = []
    for found in methods():
        terms = [(f"`{name}`", term.table, term.column, term.unit) for name, term in found.terms.items()]
        blocks += [
            f"## {found.id}\n",
            f"`{found.equation}` [{found.unit}]\n",
            f"{found.source} ({found.edition})\n",
            _table(heads, terms),
        ]
    return "\n".join(blocks)


def render_contracts(language: str) -> str:
    """Write each table contract: columns with label, unit, and what a null means."""
    from tongyuan.vocabulary.tables import contracts, key_of

    heads = {
        "zh": ("列", "类型", "含义", "单位", "空值表示"),
        "en": ("column", "type", "meaning", "unit", "a null means"),
    }[language]
    blocks = []
    for name, contract in sorted(contracts().items()):
        keys = key_of(contract)
        rows = [
            (
                f"**`{column}`**" if column in keys else f"`{column}`",
                str(definition.dtype),
                (definition.metadata or {}).get(f"label_{language}", ""),
                (definition.metadata or {}).get("unit", ""),
                (definition.metadata or {}).get("null", ""),
            )
            for column, definition in contract.columns().items()
        ]
        summary = (contract.__doc__ or "").strip().split("\n")[0]
        level = f"{LEVEL[language]}{LEVELS[language][_level(contract)]}"
        blocks += [f"## {name}\n", f"{summary}\n", f"{level}\n", _table(heads, rows)]
    return "\n".join(blocks)


def _level(contract: Any) -> str:
    """Level of a contract's rows; where a column of that name holds it, each row says its own."""
    return getattr(contract.sensitivity, "value", "own")


def render_reaches(language: str) -> str:
    """Write each role: what it is held for, how far it sees, and up to which level."""
    from tongyuan.services.actors import roles

    heads = {
        "zh": ("角色", "名称", "须限定", "可限定", "地区", "部门", "企业", "最高级别"),
        "en": (
            "role",
            "name",
            "bound to",
            "may be bound to",
            "regions",
            "departments",
            "enterprises",
            "up to",
        ),
    }[language]
    told = REACHES[language]
    rows = [
        (
            f"`{role}`",
            row[f"name_{language}"],
            *("、".join(told[part] for part in row[column].split(";") if part) for column in BOUND),
            *(told[row[column]] for column in ("regions", "departments", "enterprises")),
            LEVELS[language][row["up_to"]],
        )
        for role, row in roles().items()
    ]
    return _table(heads, rows)


def render_permissions(language: str) -> str:
    """Write which role may use which services."""
    from tongyuan.services.actors import Actor, Grant, roles
    from tongyuan.services.declaration import nouns, services_of

    declared = [found for noun in nouns() for found in services_of(noun)]
    rows = []
    for role, row in roles().items():
        actor = Actor(role, role, (Grant(role),))
        may = {found.name for found in declared if actor.may(found.permits)}
        everybody = {found.name for found in declared if Actor("", "").may(found.permits)}
        own = may if role == "public" else may - everybody
        listed = "、".join(f"`{name}`" for name in sorted(own))
        if len(may) == len(declared):
            listed = {"zh": "全部", "en": "all"}[language]
        rows.append((row[f"name_{language}"], listed))
    heads = {"zh": ("角色", "除公众功能外可用的功能"), "en": ("role", "services beside those of the public")}
    return _table(heads[language], rows)


def render_words(language: str) -> str:
    """Write the tables of species and fuels."""
    from tongyuan.vocabulary import fuels, species

    titles = {"zh": ("物种", "能源"), "en": ("Species", "Fuels and carriers")}[language]
    tables = (
        species.table().select("species", f"name_{language}", "kind", "medium", "as_reported"),
        fuels.table().select("fuel", f"name_{language}", "group", "activity_unit", "balance_unit"),
    )
    blocks = [f"## {title}\n\n{_frame(table)}" for title, table in zip(titles, tables, strict=True)]
    return "\n".join(blocks)


def render_factors(language: str) -> str:
    """Write every shipped factor with its range, quality and citation, then the citations."""
    from tongyuan import reference

    title = {"zh": "出处", "en": "Citations"}[language]
    figures = ["species", "source", "fuel", "value", "low", "high", "unit"]
    columns = [*figures, "edition", "quality", "range_quality", "citation"]
    factors = reference.factors()
    blocks = []
    for (family, method, parameter), rows in factors.group_by(
        "family", "method", "parameter", maintain_order=True
    ):
        blocks.append(f"## {family} · {method} · {parameter}\n\n{_frame(rows.select(columns))}")
    cited = [(f"`{key}`", record.text()) for key, record in sorted(reference.citations().items())]
    blocks.append(f"## {title}\n\n" + _table(("key", title), cited))
    return "\n".join(blocks)


def render_verification(language: str) -> str:
    """Write how many rows of each table were seen in the document that they cite."""
    from tongyuan.reference.ledger import verification

    heads = {
        "zh": ("表", "行数", "实测", "已发布", "推算", "未核实", "其中取值已见、用途为本平台指定"),
        "en": ("table", "rows", "measured", "published", "derived", "unverified", "of these seen, use ours"),
    }[language]
    counted = verification()
    total = counted.select(pl.lit({"zh": "合计", "en": "all"}[language]), pl.exclude("table").sum())
    return _table(heads, [*counted.iter_rows(), *total.iter_rows()])


def render_messages(language: str) -> str:
    """Write the catalogue of problems: what, expected, and the way out."""
    from tongyuan.vocabulary.packaged import packaged_table

    heads = {"zh": ("代码", "问题", "应为", "处理"), "en": ("code", "what", "expected", "to go on")}[language]
    columns = ["code", *(f"{part}_{language}" for part in ("what", "expected", "remedy"))]
    folder = files("tongyuan.vocabulary") / "data" / "messages"
    blocks = []
    for area in sorted(path.name.removesuffix(".csv") for path in folder.iterdir()):
        rows = packaged_table(f"messages/{area}").select(columns).iter_rows()
        blocks.append(f"## {area}\n\n{_table(heads, rows)}")
    return "\n".join(blocks)


def render_services(language: str) -> str:
    """Write every declared service: its command, permission, and whether it changes state."""
    from tongyuan.services.declaration import nouns, services_of

    heads = {
        "zh": ("命令", "用途", "权限", "HTTP"),
        "en": ("command", "what it does", "permission", "HTTP"),
    }[language]
    rows = [
        (
            f"`tongyuan {declared.noun} {declared.verb}`",
            declared.summary,
            f"`{declared.permits}`",
            f"`{'POST' if declared.changes else 'GET'} /api/v1/{declared.noun}/{declared.verb}`",
        )
        for noun in nouns()
        for declared in services_of(noun)
    ]
    return _table(heads, rows)


def render_settings(language: str) -> str:
    """Write every setting: its variable, type, default and meaning."""
    from tongyuan.services.setting_types import WORDS
    from tongyuan.services.settings import PREFIX, settings_table

    heads = {
        "zh": ("变量", "类型", "缺省", "含义", "秘密"),
        "en": ("variable", "type", "default", "meaning", "secret"),
    }[language]
    yes = {"zh": "是", "en": "yes"}[language]
    rows = []
    for row in settings_table():
        kind, _, choices = row["type"].partition(":")
        said = WORDS[kind][language == "en"].format(choices=choices)
        default = f"`{row['default']}`" if row["default"] else ""
        secret = {"yes": yes}.get(row["secret"], "")
        rows.append((f"`{PREFIX}{row['name']}`", said, default, row[f"meaning_{language}"], secret))
    return _table(heads, rows)


def _frame(frame: pl.DataFrame) -> str:
    return _table(frame.columns, frame.iter_rows())


def render_roles(language: str) -> str:
    """Write the roles that can be granted, and what each is bound to."""
    from tongyuan.services.actors import roles

    heads = {
        "zh": ("角色", "名称", "须限定", "可限定"),
        "en": ("role", "name", "bound to", "may be bound to"),
    }
    rows = [
        (f"`{name}`", row[f"name_{language}"], row["must_bind"], row["may_bind"])
        for name, row in roles().items()
        if name not in ("account", "public")
    ]
    return _table(heads[language], rows)


def render_sign_in(language: str) -> str:
    """Write the rules of signing in with their sources."""
    heads = {"zh": ("规则", "数值", "单位", "出处"), "en": ("rule", "value", "unit", "source")}
    table = _packaged("sign_in.csv")
    rows = [(row[f"meaning_{language}"], row["value"], row["unit"], row["source"]) for row in table]
    return _table(heads[language], rows)


def render_password_words(language: str) -> str:
    """Write the words that make no password."""
    heads = {"zh": ("词语", "来源"), "en": ("word", "what it is")}[language]
    return _table(heads, [(row["word"], row[f"note_{language}"]) for row in _packaged("password_words.csv")])


def _render_security(name: str, heads: dict[str, tuple[str, ...]], columns: tuple[str, ...]) -> Any:
    """Make the renderer of a table of ``security/``; ``*`` in a column stands for the language."""

    def render(language: str) -> str:
        text = (SECURITY / f"{name}.csv").read_text(encoding="utf-8")
        rows = csv.DictReader(text.splitlines())
        picked = [column.replace("*", language) for column in columns]
        return _table(heads[language], [[row[column] for column in picked] for row in rows])

    return render


def _packaged(name: str) -> list[dict[str, str]]:
    text = (files("tongyuan.services") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    lines = [_line(heads), _line("---" for _ in heads), *(_line(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[Any]) -> str:
    texts = (_text(cell) for cell in cells)
    return "| " + " | ".join(text.replace("|", "\\|").replace("\n", " ") for text in texts) + " |"


def _text(cell: Any) -> str:
    if cell is None or cell == "":
        return "—"
    return f"{cell:.6g}" if isinstance(cell, float) else str(cell)


RENDERERS: dict[str, Callable[[str], str]] = {
    "contracts": render_contracts,
    "cryptography": _render_security(
        "cryptography",
        {
            "zh": ("用途", "算法", "强度（位）", "模块", "库"),
            "en": ("purpose", "algorithm", "strength [bits]", "module", "library"),
        },
        ("purpose_*", "algorithm", "bits", "module", "library"),
    ),
    "data_levels": _render_security(
        "data_levels",
        {
            "zh": ("级别", "是什么", "谁能看到", "保护"),
            "en": ("level", "what it is", "who sees it", "protection"),
        },
        ("level_*", "what_*", "seen_*", "protection_*"),
    ),
    "factors": render_factors,
    "logs": _render_security(
        "logs",
        {
            "zh": ("日志", "在哪里", "记什么", "保留"),
            "en": ("log", "where", "what it holds", "kept"),
        },
        ("what_*", "where_*", "holds_*", "kept_*"),
    ),
    "messages": render_messages,
    "methods": render_methods,
    "permissions": render_permissions,
    "reaches": render_reaches,
    "outward": _render_security(
        "outward",
        {
            "zh": ("从", "到", "何时", "保护", "模块"),
            "en": ("from", "to", "when", "protection", "module"),
        },
        ("from_*", "to_*", "when_*", "protection", "module"),
    ),
    "password_words": render_password_words,
    "roles": render_roles,
    "services": render_services,
    "settings": render_settings,
    "sign_in": render_sign_in,
    "verification": render_verification,
    "words": render_words,
}
