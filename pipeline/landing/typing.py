"""From what a feed's expression gives to the contract's type: exactly, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import numpy as np

from pipeline.contract import Column
from pipeline.landing import times

_WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT"}
_WHOLE |= {"UINTEGER", "UBIGINT", "UHUGEINT"}
_TEXT_READERS: dict[str, Callable[[str, str], str]] = {
    "varchar": lambda given, _: given,
    "boolean": lambda given, _: f"_as_boolean({given})",
    "date": lambda given, _: f"_as_date({given})",
    "timestamp": lambda given, _: f"_moment_or_null({given})",
    "integer": lambda given, data_type: f"try_cast(_as_bigint({given}) as {data_type})",
    "bigint": lambda given, data_type: f"try_cast(_as_bigint({given}) as {data_type})",
}
_SCIENTIFIC = r"[+-]?\d(\.\d+)?[eE]\+?\d{1,3}"
_SHORTENED = r"(^|[^0-9A-Za-z.])[0-9](\.[0-9]+)?[eE]\+[0-9]{1,3}($|[^0-9A-Za-z])"
_FULL_WIDTH = "[０-９]"
# C1 controls, soft hyphen, zero width, marks of direction, line ends: two such names look the same
_INVISIBLE = "[\\n\\r\\t\u0080-\u009f\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
_DATE_CELL = r"^\d{4}-\d{2}-\d{2} 00:00:00$"
_DAMAGED = f"{_SHORTENED}|{_FULL_WIDTH}|\ufffd|{_INVISIBLE}|{_DATE_CELL}|^[=']"
_NOTHING = ("NULL", "Null", "null", "None", "NaN", "nan", "N/A", "n/a", "#N/A", "#REF!", "#VALUE!")
_NOTHING += ("#NAME?", "undefined", "\\N", "-", "--")


class WrongType(Exception):
    """An expression gives a type that cannot become the column's; the text says what to write."""


def typed(column: Column, given: str, given_type: str, is_utc: bool) -> str:
    """SQL that gives the column's type, or null where the value would not survive unchanged.

    given: SQL name of the value. given_type: its DuckDB type. is_utc: whether a time came through
    a helper that knows its zone. Raises WrongType.
    """
    wanted = column.data_type.replace(" ", "")
    base = wanted.split("(")[0]
    given_base = given_type.split("(")[0]
    if given_base == "VARCHAR":
        if base == "decimal":
            scale = wanted.rstrip(")").split(",")[1]
            accepted = rf"[+-]?(\d+(\.\d{{1,{scale}}}0*)?|\.\d{{1,{scale}}}0*)"
            return (
                f"case when regexp_full_match({given}, '{accepted}') "
                f"then try_cast({given} as {wanted}) end"
            )
        return _TEXT_READERS[base](given, wanted)
    if base == "varchar" and given_base in _WHOLE:
        return f"cast({given} as varchar)"
    if base in ("integer", "bigint") and given_base in _WHOLE | {"DECIMAL", "DOUBLE", "FLOAT"}:
        return f"case when {given} = trunc({given}) then try_cast({given} as {wanted}) end"
    if base == "decimal" and given_base in _WHOLE | {"DECIMAL", "DOUBLE", "FLOAT"}:
        cast = f"try_cast({given} as {wanted})"
        return f"case when {cast} = {given} then {cast} end"
    if base == "timestamp" and given_base.startswith("TIMESTAMP"):
        if is_utc and given_base == "TIMESTAMP":
            return given
        raise WrongType(
            "gives a time of no known zone: use local_time(text, format), utc_time(text) or "
            "moment(text)"
        )
    if base == given_base.lower():
        return given
    raise WrongType(f"gives {given_type.lower()}, the contract wants {column.data_type}")


def lost_digits(given: str) -> str:
    """SQL that is true where a text that names something lost digits or is not plain; ``why_lost``
    says which ways there are. Most keys are plain and spared the longer expression."""
    plain = f"regexp_full_match({given}, '[0-9A-Za-z_.:/-]+')"
    damaged = _DAMAGED.replace("'", "''")
    nothing = ", ".join(f"'{word}'" for word in _NOTHING)
    return f"({given} in ({nothing}) or (not {plain} and regexp_matches({given}, '{damaged}')))"


def why_lost(text: str) -> tuple[str, str] | None:
    """(code, reason) where a naming text is damaged, else None; says the same as lost_digits."""
    if re.search(_SHORTENED, text):
        return "digits_lost", f"{text!r}: a spreadsheet shortened the number, its digits are lost"
    if re.search(_FULL_WIDTH, text):
        return "full_width_digits", f"{text!r} holds full-width digits"
    if "\ufffd" in text:
        return "replacement_character", f"{text!r} holds the mark of a character lost before"
    if re.search(_INVISIBLE, text):
        return "invisible_character", f"{text!a} holds a character that nobody sees"
    if re.search(_DATE_CELL, text):
        return "date_for_a_name", f"{text!r}: a spreadsheet made a date of what names something"
    if text[:1] in ("=", "'"):
        return "spreadsheet_mark", f"{text!r} begins with a spreadsheet's mark for text"
    if text in _NOTHING:
        return "names_nothing", (
            f"{text!r} names nothing; where it stands for an empty field, list it under "
            "`null_values:` in the feed"
        )
    return None


def why_not(column: Column, text: str, zone: str) -> tuple[str, str]:
    """(code, reason) why a text did not become the column's type."""
    base = column.data_type.split("(")[0]
    if re.search(_FULL_WIDTH, text):
        return "full_width_digits", f"{text!r} holds full-width digits"
    if base in ("integer", "bigint", "decimal"):
        return _why_no_number(column, text)
    if base == "boolean":
        return "bad_boolean", f"{text!r} is neither true/false, yes/no nor 1/0"
    if base == "date":
        return "bad_date", f"{text!r} is not a day written YYYY-MM-DD" + _hint(text)
    return _why_no_time(text, zone)


def _why_no_number(column: Column, text: str) -> tuple[str, str]:
    if text.lower().lstrip("+-") in ("nan", "inf", "infinity"):
        return "not_a_number", f"{text!r} is not a number"
    if re.fullmatch(_SCIENTIFIC, text, re.ASCII):
        return "digits_lost", f"{text!r} is shortened (scientific notation), its digits are lost"
    if re.fullmatch(r"[+-]?\d*\.?\d+", text, re.ASCII):
        _, _, fraction = text.partition(".")
        scale = int(column.data_type.rstrip(")").split(",")[1]) if "(" in column.data_type else 0
        if len(fraction.rstrip("0")) > scale:
            allowed = f"{scale} digits behind the point" if scale else "whole numbers only"
            return "would_round", f"{text!r} would be rounded ({allowed})"
        return "out_of_range", f"{text!r} is too large for {column.data_type}"
    return "bad_number", f"{text!r} is not a number"


def _why_no_time(text: str, zone: str) -> tuple[str, str]:
    local = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)", text)
    try:
        wall = datetime.fromisoformat(text) if local else None
    except ValueError:
        wall = None
    if wall is not None and wall.year >= 1900:
        micros = np.array([(wall - datetime(1970, 1, 1)).total_seconds() * 1e6], dtype=np.int64)
        _, is_gap, is_twice = times.to_utc(micros, zone)
        if is_gap[0]:
            return "skipped_local_time", f"{text!r} was skipped by {zone} (daylight saving)"
        if is_twice[0]:
            return "ambiguous_local_time", (
                f"{text!r} happened twice in {zone} (daylight saving); the feed may say which "
                "(`ambiguous_local_time: first` or `second`)"
            )
    return "bad_time", f"{text!r} is not a time written YYYY-MM-DD HH:MM:SS[+HH:MM]" + _hint(text)


def _hint(text: str) -> str:
    if re.search(r"\b24:\d\d", text):
        return ": 24:00 is midnight of which day?"
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}(\D.*)?", text):
        return ": a year of two digits"
    if re.match(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}", text):
        return ": which is the day and which the month? The feed may say: local_time(text, format)"
    return ""
