"""An evaluator that shares no code with the methods: it knows only the printed tree and arithmetic."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

TOKEN = re.compile(r"\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|[-+*/(),]))")
FUNCTIONS: dict[str, Callable[[list[float]], float]] = {
    "sum": math.fsum,
    "product": math.prod,
    "min": min,
    "max": max,
    "exp": lambda values: math.exp(values[0]),
    "log": lambda values: math.log(values[0]),
}


def evaluate(node: dict[str, Any]) -> float | None:
    """Compute a node from its children alone; a leaf is worth what is printed."""
    if not node["equation"]:
        return node["value"]
    names: dict[str, list[float]] = {}
    for child in node["children"]:
        value = evaluate(child)
        if value is None:
            return None
        names.setdefault(child["name"], []).append(value)
    return Parser(node["equation"], names).whole()


class Parser:
    """A small calculator: + - * / **, unary minus, parentheses, functions over lists of children."""

    def __init__(self, text: str, names: dict[str, list[float]]) -> None:
        self.tokens = [next(part for part in match.groups() if part) for match in TOKEN.finditer(text)]
        assert "".join(self.tokens) == re.sub(r"\s+", "", text), f"cannot read {text!r}"
        self.names = names
        self.place = 0

    def whole(self) -> float:
        value = self.sum()
        assert self.place == len(self.tokens), f"left over: {self.tokens[self.place :]}"
        return value

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]

    def sum(self) -> float:
        value = self.term()
        while self.peek() in ("+", "-"):
            value = value + self.term() if self.take() == "+" else value - self.term()
        return value

    def term(self) -> float:
        value = self.signed()
        while self.peek() in ("*", "/"):
            value = value * self.signed() if self.take() == "*" else value / self.signed()
        return value

    def signed(self) -> float:
        if self.peek() == "-":
            self.take()
            return -self.signed()
        return self.power()

    def power(self) -> float:
        value = self.atom()
        if self.peek() == "**":
            self.take()
            return float(value ** self.signed())
        return value

    def atom(self) -> float:
        token = self.take()
        if token == "(":
            value = self.sum()
            assert self.take() == ")"
            return value
        if token in FUNCTIONS and self.peek() == "(":
            return self.function(token)
        if token[0].isdigit():
            return float(token)
        values = self.names[token]
        assert len(values) == 1, f"{token} is a list"
        return values[0]

    def function(self, name: str) -> float:
        self.take()
        values = self.arguments()
        assert self.take() == ")"
        return float(FUNCTIONS[name](values))

    def arguments(self) -> list[float]:
        values: list[float] = []
        while self.peek() != ")":
            if self.peek() in self.names and self.tokens[self.place + 1] in (",", ")"):
                values += self.names[self.take()]
            else:
                values.append(self.sum())
            if self.peek() == ",":
                self.take()
        return values
