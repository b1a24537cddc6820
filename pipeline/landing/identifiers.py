"""Direct identifiers: hashed with a key from the environment, masked wherever a row is kept."""

from __future__ import annotations

import hmac
import os
import re

KEY_VARIABLE = "SCORECARDS_HMAC_KEY"
MASK = "***"
_LONG_DIGITS = re.compile(r"\d(?:[ \-.]?\d){6,}")


def key() -> bytes | None:
    """The secret, or None where the environment has none."""
    text = os.environ.get(KEY_VARIABLE, "")
    return text.encode("utf-8") or None


def digest(value: str, secret: bytes) -> str:
    """HMAC-SHA256 of the text, 64 hex digits (RFC 2104)."""
    return hmac.digest(secret, value.encode("utf-8"), "sha256").hex()


def mask_digits(text: str) -> str:
    """Runs of seven or more digits (blanks, dots and dashes between them allowed) made unreadable."""
    return _LONG_DIGITS.sub(MASK, text)
