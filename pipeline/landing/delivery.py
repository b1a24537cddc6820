"""From a path to trusted text: names, bytes, gzip and encodings.

Everything here refuses the whole file (ScorecardsError): what cannot be read cannot be judged.
"""

from __future__ import annotations

import codecs
import errno
import hashlib
import os
import re
import stat
import zlib
from dataclasses import dataclass
from pathlib import Path

from pipeline.home import BadCall, ScorecardsError

MAX_BYTES = 1 << 30
MAX_INFLATED_BYTES = 2 << 30
MAX_INFLATION = 300  # times; call logs compress 5 to 60 times
_SAFE_NAME = re.compile(r"[^\W_][\w .()+,@-]*", re.UNICODE)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHINESE = {"gb18030", "gbk", "gb2312"}
_MAGIC = {
    b"PK\x03\x04": "an XLSX or ZIP file",
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": "a gzip file",
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls)",
    b"%PDF": "a PDF file",
}


@dataclass(frozen=True)
class Delivery:
    """One file as it came. content: the bytes, inflated. byte_count, sha256: of the file itself."""

    path: Path
    name: str
    byte_count: int
    sha256: str
    content: bytes

    @property
    def suffixes(self) -> str:
        """``csv`` of ``calls.csv.gz``, lower case."""
        return Path(self.name.lower().removesuffix(".gz")).suffix.lstrip(".")


def refuse(name: str, why: str) -> ScorecardsError:
    """The refusal of a whole file, to be raised."""
    return ScorecardsError(f"{name}: {why} Nothing of this file was landed.")


def take(path: Path) -> Delivery:
    """Read one file once. Refuses strange names, links, folders, devices and oversize."""
    name = path.name
    if not _SAFE_NAME.fullmatch(name):
        raise BadCall(
            f"{name!r}: a file name may hold letters, digits, blanks and . _ - ( ) + , @ only, and "
            "starts with a letter or digit. Rename the file."
        )
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise BadCall(f"{path}: no such file.") from None
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise BadCall(f"{path}: a symbolic link. Name the file itself.") from None
        raise BadCall(f"{path}: cannot be read: {error.strerror}.") from error
    described = os.fstat(descriptor)
    if not stat.S_ISREG(described.st_mode):
        os.close(descriptor)
        raise BadCall(f"{path}: not a plain file. Name the export files one by one.")
    with os.fdopen(descriptor, "rb") as file:
        if described.st_size > MAX_BYTES:
            raise refuse(name, f"larger than {MAX_BYTES >> 20} MB. Deliver it in parts.")
        packed = file.read()
        after = os.fstat(descriptor)
    if len(packed) != described.st_size or after.st_mtime_ns != described.st_mtime_ns:
        raise refuse(name, "the file changed while it was read. Wait until it is whole.")
    if not packed:
        raise refuse(name, "the file is empty (0 bytes). Ask for it again.")
    digest = hashlib.sha256(packed).hexdigest()
    is_gzip = name.lower().endswith(".gz")
    content = _inflate(name, packed) if is_gzip else packed
    return Delivery(path, name, len(packed), digest, content)


def _inflate(name: str, packed: bytes) -> bytes:
    """All members of a gzip file, checksums verified, within the cap."""
    cap = min(MAX_INFLATED_BYTES, max(64 << 20, len(packed) * MAX_INFLATION))
    parts, size, rest = [], 0, packed
    while rest:
        inflater = zlib.decompressobj(wbits=31)
        try:
            part = inflater.decompress(rest, cap - size + 1)
        except zlib.error as error:
            raise refuse(name, f"named .gz but not readable as gzip ({error}).") from error
        size += len(part)
        if size > cap:
            raise refuse(name, f"unpacks to more than {cap >> 20} MB. Deliver it in parts.")
        if not inflater.eof:
            raise refuse(name, "the gzip data ends too early: the file was cut. Deliver it again.")
        parts.append(part)
        rest = inflater.unused_data
        if not rest.strip(b"\0"):  # padding after the last member is allowed by RFC 1952
            break
    content = b"".join(parts)
    if not content:
        raise refuse(name, "nothing is inside. Ask for it again.")
    return content


def require_format(delivery: Delivery, expected: str) -> None:
    """Refuse content that begins like another format than the one it claims."""
    for magic, what in _MAGIC.items():
        if delivery.content.startswith(magic):
            if (expected, magic) in {("xlsx", b"PK\x03\x04"), ("parquet", b"PAR1")}:
                return
            advice = " Name it .gz." if magic == b"\x1f\x8b" else ""
            raise refuse(delivery.name, f"said to be {expected}, but it is {what}.{advice}")
    if expected in ("xlsx", "parquet"):
        raise refuse(delivery.name, f"said to be {expected}, but it does not begin like one.")


def to_utf8(delivery: Delivery, declared: str | None) -> tuple[bytes, str]:
    """(UTF-8 bytes without a byte order mark, name of the encoding found).

    Order: what the feed declares; a byte order mark; strict UTF-8 over the whole file; strict
    GB18030; else the file is refused. Short Chinese text in UTF-8 often also decodes as GB18030,
    hardly ever the other way round, hence the order (spec/reliability.md section 4).
    """
    content = delivery.content
    if declared:
        try:
            text = content.decode(declared)
        except UnicodeDecodeError as error:
            raise refuse(delivery.name, _where(content, error, declared)) from error
        encoding = codecs.lookup(declared).name
        if encoding in _CHINESE:
            _refuse_utf8_lines(delivery.name, content, encoding)
        return text.removeprefix("\ufeff").encode("utf-8"), encoding
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                text = content[len(mark) :].decode(encoding)
                return text.encode("utf-8"), f"{encoding} with byte order mark"
            except UnicodeDecodeError as error:
                raise refuse(delivery.name, _where(content, error, encoding)) from error
    try:
        content.decode("utf-8")
        return content, "utf-8"
    except UnicodeDecodeError as error:
        complaint = _where(content, error, "utf-8")
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        other = _where(content, error, "gb18030")
        raise refuse(
            delivery.name,
            f"{complaint} {other} Set `encoding:` in the feed if you know which it is.",
        ) from error
    if any("\ue000" <= character <= "\uf8ff" for character in set(text)):
        raise refuse(
            delivery.name,
            f"{complaint} Read as gb18030 it holds characters that mean nothing. Set `encoding:` "
            "in the feed if you know which it is.",
        )
    _refuse_utf8_lines(delivery.name, content, "gb18030")
    return text.removeprefix("\ufeff").encode("utf-8"), "gb18030"


def _refuse_utf8_lines(name: str, content: bytes, encoding: str) -> None:
    """Refuse a file of which a line is Chinese in UTF-8: decoded otherwise it is other words.

    Two Chinese characters in UTF-8 are six bytes that also decode as GB18030; a line of GB18030
    text almost never is two Chinese characters in UTF-8 (its commonest bytes begin no character).
    """
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if sum("\u4e00" <= character <= "\u9fff" for character in text) >= 2:
            raise refuse(
                name,
                f"line {number} is UTF-8, and the file as a whole reads as {encoding}: it is a "
                "mixture, or the feed's `encoding:` is wrong. Export it in one encoding.",
            )


def _where(content: bytes, error: UnicodeDecodeError, encoding: str) -> str:
    line = content.count(b"\n", 0, error.start) + 1
    return f"not valid {encoding}: byte 0x{content[error.start]:02x} on line {line}."
