"""What the code imports is declared: nothing is there by the grace of another package."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_every_package_that_the_code_imports_is_declared(sources: list[Path]) -> None:
    written = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    declared = {_name(line) for line in written["dependencies"]}
    optional = {_name(line) for extra in written["optional-dependencies"].values() for line in extra}
    distributions = packages_distributions()
    undeclared = {
        f"{path}: {module}"
        for path in sources
        for module in _imported(ast.parse(path.read_text(encoding="utf-8")))
        if module not in sys.stdlib_module_names and module != "tongyuan"
        for allowed in [declared | optional if "testing" in path.parts else declared]
        if not allowed & {_name(found) for found in distributions.get(module, [module])}
    }
    assert sorted(undeclared) == []


def _imported(tree: ast.Module) -> set[str]:
    modules = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and node.level == 0
            else []
        )
    }
    return {module.split(".")[0] for module in modules}


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")
