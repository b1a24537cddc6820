"""What the demo centre knows of a customer: told from the number alone, so every export agrees."""

from __future__ import annotations

from zlib import crc32

HIGH_SHARE, PROSPECT_SHARE = 0.22, 0.14
TIERS = ("vip", "high", "normal")


def _share(customer: int, salt: int) -> float:
    """A number from 0 to 1 that belongs to the customer: the same in every run and table."""
    return crc32(f"{salt}:{customer}".encode()) / 2**32


def tier_of(customer: int) -> str:
    """vip, high or normal; a vip is whom the switch marks as one (every twelfth number)."""
    if customer % 12 == 0:
        return "vip"
    return "high" if _share(customer, 1) < HIGH_SHARE else "normal"


def is_existing(customer: int) -> bool:
    """Whether they are customers already; prospects are of tier normal, never vip or high."""
    return tier_of(customer) != "normal" or _share(customer, 2) >= PROSPECT_SHARE


def required_fields(customer: int) -> int:
    """Key fields a dial list asks for: a prospect is less known, a valued customer worth more."""
    if not is_existing(customer):
        return 5
    return 2 if tier_of(customer) == "normal" else 3
