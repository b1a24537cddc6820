"""XLSX: one sheet, cells as exact text, nothing hidden, merged, broken or left uncalculated."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta

from pipeline.landing.delivery import refuse
from pipeline.landing.reading import (
    BrokenRow,
    Delivered,
    arrow_of_records,
    check_header,
    concat,
    lines_of,
    number_text,
    without_control_characters,
    wrong_width,
)

_MAX_SHEET_BYTES = 1 << 30
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)


def read_xlsx(name: str, content: bytes, sheet: str | None, header_line: int) -> Delivered:
    """One sheet of a workbook, formulas by their value. Line = the sheet's row number.

    Cells with an Excel error, formulas without a stored value and merged cells refuse the file:
    a reader sees them as empty.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    _check_workbook(name, content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [
            each.name
            for each in book.sheets_metadata
            if each.typ == SheetTypeEnum.WorkSheet and each.visible == SheetVisibleEnum.Visible
        ]
        if sheet is not None and sheet not in book.sheet_names:
            raise refuse(name, f"no sheet {sheet!r}; it has {', '.join(book.sheet_names)}.")
        if sheet is None and len(visible) != 1:
            raise refuse(
                name, f"{len(visible)} visible sheets ({', '.join(visible)}): name one (`sheet:`)."
            )
        chosen = sheet or visible[0]
        page = book.get_sheet_by_name(chosen)
        if page.merged_cell_ranges:
            raise refuse(name, f"sheet {chosen!r} has merged cells. Unmerge them and save it.")
        rows = page.to_python(skip_empty_area=False)
    except CalamineError as error:
        raise refuse(name, f"not readable as XLSX: {error}.") from error
    _refuse_unseen_cells(name, content, chosen)
    if len(rows) < header_line:
        raise refuse(name, f"sheet {chosen!r} has no line {header_line} for the header.")
    titles = [_cell(value) or "" for value in rows[header_line - 1]]
    while titles and not titles[-1].strip():
        titles.pop()
    header = check_header(name, titles, header_line)
    records: list[tuple[int, list[str | None]]] = []
    broken: list[BrokenRow] = []
    for index, row in enumerate(rows[header_line:], start=header_line):
        values = [_cell(value) for value in row]
        if not any(values):
            continue
        if any(values[len(header) :]):
            text = "\t".join(value or "" for value in values)
            broken.append(wrong_width(index, text, len(values), len(header)))
            continue
        values = values[: len(header)]
        records.append((index, values + [None] * (len(header) - len(values))))
    table = concat(
        header,
        (arrow_of_records(header, [fields for _, fields in records]), lines_of(records)),
    )
    return without_control_characters(Delivered(header, table, broken, "\t"))


def _cell(value: object) -> str | None:
    """A cell as text. Dates always carry their time: Excel does not tell a date from midnight."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return str(_without_noise(value))
    if isinstance(value, date):
        return f"{value} 00:00:00"
    if isinstance(value, time):
        return str(_without_noise(datetime.combine(date(2000, 1, 1), value)).time())
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


def _without_noise(moment: datetime) -> datetime:
    """Excel keeps days as floats: half a millisecond beside a full second is that second."""
    nearest = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    return nearest if abs(nearest - moment) <= timedelta(microseconds=500) else moment


def _check_workbook(name: str, content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > _MAX_SHEET_BYTES:
                raise refuse(name, f"unpacks to more than {_MAX_SHEET_BYTES >> 20} MB.")
            broken = archive.testzip()
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise refuse(name, f"not readable as XLSX ({error}). Save it again.") from error
    if broken:
        raise refuse(name, f"damaged inside ({broken}). Deliver it again.")


def _refuse_unseen_cells(name: str, content: bytes, sheet: str) -> None:
    """Refuse a sheet whose XML holds what a reader does not see: error cells, formulas that were
    never calculated, numbers whose leading noughts only their format shows (ids, mostly)."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(_sheet_path(archive, sheet))
        padding = _padding_styles(archive)
    for cell in re.finditer(_CELL, xml):
        attributes, inside = cell.group(1), cell.group(2) or b""
        place = re.search(rb'\br="([A-Z]+\d+)"', attributes)
        where = place.group(1).decode() if place else "a cell"
        if b't="e"' in attributes:
            raise refuse(name, f"sheet {sheet!r} has an Excel error in {where}. Mend it there.")
        style = re.search(rb'\bs="(\d+)"', attributes)
        width = padding.get(int(style.group(1)), 0) if style and padding else 0
        number = re.search(rb"<(?:\w+:)?v>(\d+)<", inside) if b't="s' not in attributes else None
        if number and len(number.group(1)) < width:
            raise refuse(
                name,
                f"sheet {sheet!r}: {where} shows leading noughts that it does not hold. Make the "
                "column text, or widen it in the export.",
            )
        is_formula = re.search(rb"<(?:\w+:)?f\b", inside)
        has_value = re.search(rb"<(?:\w+:)?v>[^<]", inside)
        if is_formula and not has_value and b't="str"' not in attributes:
            raise refuse(
                name,
                f"sheet {sheet!r} has a formula without a value in {where}. Open the file in a "
                "spreadsheet program and save it.",
            )


def _padding_styles(archive: zipfile.ZipFile) -> dict[int, int]:
    """Cell style -> how many digits its number format writes at least (``00000``: five)."""
    from xml.etree import ElementTree

    if "xl/styles.xml" not in archive.namelist():
        return {}
    book = ElementTree.fromstring(archive.read("xl/styles.xml"))  # noqa: S314
    widths = {
        each.get("numFmtId"): len(code)
        for each in book.iterfind("{*}numFmts/{*}numFmt")
        if re.fullmatch(r"00+", code := each.get("formatCode", ""))
    }
    styles = enumerate(book.iterfind("{*}cellXfs/{*}xf"))
    return {
        number: widths[each.get("numFmtId")]
        for number, each in styles
        if each.get("numFmtId") in widths
    }


def _sheet_path(archive: zipfile.ZipFile, sheet: str) -> str:
    """Where in the archive a sheet lies (workbook.xml names it, its .rels file says where)."""
    from xml.etree import ElementTree

    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            key = next(value for name, value in element.attrib.items() if name.endswith("}id"))
            target = targets[key]
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise KeyError(sheet)
