"""PDFs for tests, written as the format says: what a test needs and nothing else."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfReader, PdfWriter


def pdf_of(objects: Sequence[bytes], root: int = 1, info: int | None = None) -> bytes:
    """Return a PDF of ``objects``, numbered from 1, with a table of their places."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    about = b" /Info %d 0 R" % info if info else b""
    out += b"trailer\n<< /Size %d /Root %d 0 R%s >>\n" % (len(objects) + 1, root, about)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


def stream(content: bytes, *, deflated: bool = False) -> bytes:
    """Return a stream object."""
    body = zlib.compress(content, 9) if deflated else content
    filters = b" /Filter /FlateDecode" if deflated else b""
    return b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(body), filters, body)


def drawing(lines: Sequence[str]) -> bytes:
    """Return the operations that write ``lines`` below each other."""
    said = []
    for line in lines:
        raw = line.encode("cp1252")
        for char in (b"\\", b"(", b")"):
            raw = raw.replace(char, b"\\" + char)
        said.append(b"(%s) Tj T*" % raw)
    return b"BT /F1 10 Tf 14 TL 40 800 Td\n%s\nET" % b"\n".join(said)


def pages_pdf(pages: Sequence[bytes], title: str | None = None, *, deflated: bool = False) -> bytes:
    """Return a PDF whose pages have these content streams."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = b" ".join(b"%d 0 R" % (4 + 2 * place) for place in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids),
        font,
    ]
    for place, page in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * place)
        )
        objects.append(stream(page, deflated=deflated))
    if title is None:
        return pdf_of(objects)
    objects.append(b"<< /Title <%s> >>" % (b"\xfe\xff" + title.encode("utf-16-be")).hex().encode())
    return pdf_of(objects, info=len(objects))


def text_pdf(*pages: str, title: str | None = None) -> bytes:
    """Return a PDF with the lines of each of ``pages``."""
    return pages_pdf([drawing(page.strip().split("\n")) for page in pages], title)


def encrypted(content: bytes, user: str, owner: str, algorithm: str) -> bytes:
    """Return ``content`` with passwords; an empty one of the user opens it to everybody."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.encrypt(user_password=user, owner_password=owner, algorithm=algorithm)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
