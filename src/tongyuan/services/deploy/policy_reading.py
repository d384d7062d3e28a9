"""Reading the text of a policy: what it says, phrase by phrase, for a person to confirm."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import polars as pl

from tongyuan.deploy.policy import Lexicon, PolicyReading, read_policy
from tongyuan.reference import policy_words
from tongyuan.services.answer import Answer
from tongyuan.services.declaration import Context, Positional, service
from tongyuan.services.deploy.policy_files import text_of
from tongyuan.services.deploy.policy_pages import PAGE_BREAK
from tongyuan.services.jurisdiction import jurisdiction
from tongyuan.vocabulary.problems import InputError, Place, Problem

__all__ = ["parse", "read_text"]

Part = Literal["all", "article", "target", "aim", "task", "duty", "place", "enterprise", "project"]
KINDS = ("article", "target", "aim", "task", "place", "enterprise", "project")
BRIEF = ("phrase", "article", "name_zh", "rule", "value", "unit", "year", "hedge", "phrase_zh", "open")


@service("policy.parse")
def parse(
    ctx: Context,
    *,
    file: Annotated[Path, Positional("政策文件（txt、docx、pdf） · text of a policy")],
    part: Annotated[
        Part,
        "条文、定量目标、文字目标、任务、责任分工、地点、企业、项目 · "
        "articles, targets, aims, tasks, duties, places, enterprises, projects",
    ] = "all",
) -> Answer:
    """Read a policy's text into targets, tasks and duties, each with its phrase and place. 解析政策文本。"""
    # Nothing is kept: what is read is for a person to confirm, and a lead the text does not name is proposed.
    text = text_of(file)
    read = read_text(ctx, text, file=file.name)
    counts = dict(read.phrases["kind"].cast(pl.String).value_counts().iter_rows())
    meta = {
        "contract": "PolicyPhrase",
        "title": read.head.title,
        "document_no": read.head.document_no,
        "issued_on": read.head.issued_on,
        "issuers": ";".join(read.head.issuers),
        **{f"{kind}s": counts.get(kind, 0) for kind in KINDS},
        "duties": counts.get("duty", 0),
        "pages_without_text": _bare(text),
        "mends": [f"{mend.place}: {mend.removed} ({mend.reason})" for mend in read.mends],
    }
    rows = read.phrases if part == "all" else read.phrases.filter(pl.col("kind") == part)
    return Answer(meta=meta, data=rows, brief=BRIEF)


def read_text(ctx: Context, text: str, *, file: str) -> PolicyReading:
    """Read the words of a policy by the words of the genre and the names of this workspace's regions.

    Parameters
    ----------
    ctx
        Whose workspace.
    text
        The words.
    file
        Name of the file, for the message.

    Returns
    -------
    PolicyReading
        What was read.

    Raises
    ------
    InputError
        If the text has no headings.
    """
    here = jurisdiction(ctx.workspace).regions.filter(pl.col("region").str.contains(r"^\d{6}$"))
    read = read_policy(
        text,
        lexicon=Lexicon(policy_words()),
        regions=here["name_zh"].to_list(),
        own=here.filter(pl.col("parent").is_null())["name_zh"].to_list(),
    )
    if read.phrases.is_empty():
        raise InputError([Problem("policy.no_headings", {"got": file}, Place(file=file))])
    return read


def _bare(text: str) -> str | None:
    """Name the pages that hold no text (pictures, perhaps); None where every page does or there are none."""
    pages = text.split(PAGE_BREAK)
    bare = [str(number) for number, page in enumerate(pages, 1) if not page.strip()]
    return ";".join(bare) if len(pages) > 1 and bare else None
