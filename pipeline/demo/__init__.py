"""The demo centre: a simulated contact centre that writes the export files real systems write."""

from pipeline.demo.centre import generate
from pipeline.demo.planted import PLANTED, Truth

__all__ = ["PLANTED", "Truth", "generate"]
