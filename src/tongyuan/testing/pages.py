"""PDFs for tests: lines of text on pages, locked, or pages without text."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["a_locked_pdf", "a_pdf"]

LEADING, TOP, LEFT, SIZE = 24, 780, 60, 16
FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H"
    " /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
)
GLYPHS = (
    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /FontDescriptor 6 0 R"
    " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
)
DESCRIPTOR = (
    "<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 900]"
    " /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>"
)


def a_pdf(*pages: Sequence[str]) -> bytes:
    """Write lines on pages; a page without lines bears a grey box, as a picture does.

    Parameters
    ----------
    *pages
        Lines of each page; every character is written by its code, so that text can be read back.

    Returns
    -------
    bytes
        A PDF whose characters have codes and no shapes.

    Examples
    --------
    >>> a_pdf(["一、要求"])[:8]
    b'%PDF-1.4'
    """
    return _file(_objects(pages), "")


def a_locked_pdf(*pages: Sequence[str]) -> bytes:
    """Write a PDF that no empty password opens.

    Parameters
    ----------
    *pages
        Lines of each page.

    Returns
    -------
    bytes
        The file.

    Examples
    --------
    >>> b"/Encrypt" in a_locked_pdf(["一、要求"])
    True
    """
    key = "ab" * 32
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >> /ID [<{key}> <{key}>]"
    return _file(_objects(pages), lock)


def _objects(pages: Sequence[Sequence[str]]) -> list[bytes]:
    first = 7
    kids = " ".join(f"{first + 2 * at} 0 R" for at in range(len(pages)))
    used = sorted({character for page in pages for line in page for character in line})
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        FONT.encode(),
        GLYPHS.encode(),
        _stream(_codes(used)),
        DESCRIPTOR.encode(),
    ]
    for at, lines in enumerate(pages):
        page = (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {first + 2 * at + 1} 0 R >>"
        )
        objects += [page.encode(), _stream(_drawn(lines))]
    return objects


def _drawn(lines: Sequence[str]) -> str:
    if not lines:
        return "0.8 g 60 60 400 600 re f"
    return "\n".join(
        f"BT /F1 {SIZE} Tf {LEFT} {TOP - LEADING * at} Td <{line.encode('utf-16-be').hex()}> Tj ET"
        for at, line in enumerate(lines)
    )


def _codes(used: Sequence[str]) -> str:
    chars = "\n".join(f"<{ord(one):04x}> <{ord(one):04x}>" for one in used)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Song def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(used)} beginbfchar\n{chars}\nendbfchar\nendcmap end end"
    )


def _stream(text: str) -> bytes:
    content = text.encode()
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _file(objects: Sequence[bytes], extra: str) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
    return out + f"trailer << /Size {size} /Root 1 0 R {extra} >>\nstartxref\n{start}\n%%EOF\n".encode()
