"""PDFs written byte by byte: small ones that are right, and such as nobody's app would write."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

A4 = (0, 0, 595, 842)
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@dataclass
class Objects:
    """Indirect objects, numbered from 1 as they are added."""

    bodies: list[bytes] = field(default_factory=list)

    def add(self, body: bytes) -> int:
        self.bodies.append(body)
        return len(self.bodies)

    def reserve(self) -> int:
        return self.add(b"null")

    def put(self, number: int, body: bytes) -> None:
        self.bodies[number - 1] = body

    def file(self, root: int, trailer: bytes = b"") -> bytes:
        """All of it as a file, whose catalogue is ``root``."""
        content, offsets = bytearray(_HEADER), []
        for number, body in enumerate(self.bodies, start=1):
            offsets.append(len(content))
            content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        table = len(content)
        content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
        content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        content += b"trailer\n<< /Size %d /Root %d 0 R %s >>\n" % (len(offsets) + 1, root, trailer)
        return bytes(content + b"startxref\n%d\n%%%%EOF\n" % table)


@dataclass(frozen=True)
class Sheet:
    """A page: what it shows, and its boxes; ``image`` is drawn over all of it if there is one."""

    content: bytes = b""
    box: Sequence[float] = A4
    entries: bytes = b""
    image: bytes = b""


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A compressed stream object."""
    packed = zlib.compress(data, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), entries, packed)


def text(*lines: str, left: float = 50, top: float = 780, size: float = 12, step: float = 20) -> bytes:
    """A content stream of lines one below the other, from a place counted from the lower left corner."""
    shown = (
        b"BT /F1 %g Tf %g %g Td (%s) Tj ET\n" % (size, left, top - step * row, line.encode("latin-1"))
        for row, line in enumerate(lines)
    )
    return b"".join(shown)


def pdf(
    *sheets: Sheet,
    catalog: bytes = b"",
    font: bytes = b"",
    trailer: bytes = b"",
    extra: Sequence[bytes] = (),
) -> bytes:
    """A document of these pages, with more entries; ``extra`` objects follow as numbers 2, 3, …"""
    objects = Objects()
    root = objects.reserve()
    for body in extra:
        objects.add(body)
    tree = objects.reserve()
    letters = objects.add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica %s >>" % font)
    kids = [_add(sheet, objects, tree, letters) for sheet in sheets]
    objects.put(root, b"<< /Type /Catalog /Pages %d 0 R %s >>" % (tree, catalog))
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    objects.put(tree, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), listed))
    return objects.file(root, trailer)


def _add(sheet: Sheet, objects: Objects, tree: int, font: int) -> int:
    resources = b"/Font << /F1 %d 0 R >>" % font
    content = sheet.content
    if sheet.image:
        resources += b" /XObject << /I1 %d 0 R >>" % objects.add(sheet.image)
        left, bottom, right, top = sheet.box
        content += b"q %g 0 0 %g %g %g cm /I1 Do Q\n" % (right - left, top - bottom, left, bottom)
    shown = objects.add(stream(content))
    box = b" ".join(b"%g" % edge for edge in sheet.box)
    return objects.add(
        b"<< /Type /Page /Parent %d 0 R /MediaBox [%s] /Resources << %s >> /Contents %d 0 R %s >>"
        % (tree, box, resources, shown, sheet.entries)
    )


def text_pdf(*lines: str) -> bytes:
    """One page with these lines."""
    return pdf(Sheet(text(*lines)))


def encrypted_pdf(*lines: str) -> bytes:
    """One page with these lines, to be opened with a password that nobody knows."""
    rule = b"<< /Filter /Standard /V 1 /R 2 /P -1 /O <%s> /U <%s> >>" % (b"a5" * 32, b"5a" * 32)
    return pdf(Sheet(text(*lines)), trailer=b"/Encrypt 2 0 R /ID [<00> <00>]", extra=[rule])


def grey_image(width: int, height: int) -> bytes:
    """An image of one grey; of all sizes it is small in the file."""
    header = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8"
    return bomb(width * height, b"%s /Width %d /Height %d" % (header, width, height))


def bomb(size: int, entries: bytes = b"") -> bytes:
    """A stream object of so many equal bytes, never held as such."""
    packed = _repeated(size)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), entries, packed)


def _repeated(size: int) -> bytes:
    """Compressed; a whole megabyte is packed once and repeated, without the checksum of all at the end."""
    packer, piece = zlib.compressobj(), b"\x80" * 2**20
    whole, rest = divmod(size, len(piece))
    first = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    parts = [first[:2], block * whole, packer.compress(piece[:rest]), packer.flush()[:-4]]
    return b"".join(parts)
