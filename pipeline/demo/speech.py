"""What speech analytics hears in a sample of the answered calls: words, moods and voices."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from datetime import date

from pipeline.demo.aftermath import Aftermath
from pipeline.demo.clock import Clock
from pipeline.demo.contacts import INTENTS, Call
from pipeline.demo.people import Person
from pipeline.demo.planted import PLANTED

HEADERS = {
    "speech_analytics": (
        "interaction_id", "agent_id", "model_version", "polite_phrase_hits",
        "polite_required_hits", "prohibited_phrase_hits", "empathy_hits",
        "satisfaction_check_flag", "script_compliance_flag", "effective_flag",
        "customer_sentiment_start", "customer_sentiment_end", "agent_sentiment",
        "agent_emotion_stability", "agent_speech_rate", "pause_ratio", "silence_ratio",
        "vocal_tension_index", "vocal_vitality_index", "intent_code", "intent_complexity",
        "features",
    ),
}  # fmt: skip
Rows = Iterator[tuple[str, tuple]]
SAMPLE, SHORTEST_TALK = 1 / 8, 30
MODELS = ((date(2026, 9, 15), "sa-4.2"), (date.min, "sa-4.1"))
COURTESIES = {"hotline": 5, "after_sales": 5, "outbound": 4}
COMPLEX = ("network_fault", "product_complaint", "service_complaint")
FADING_A_DAY, FADED_AT_MOST = 0.012, 0.28


class Voice:
    """How one person sounds: a level of their own and a slow drift around it."""

    def __init__(self, seed: int, person: Person) -> None:
        dice = random.Random(f"{seed}:voice:{person.agent_id}")
        self.vitality = dice.uniform(60, 76)
        self.tension = dice.uniform(26, 42) - 2 * person.quality
        self.rate = dice.uniform(215, 265) / math.sqrt(person.speed)
        self.pause = dice.uniform(0.13, 0.22)
        self.drift, self.phase = dice.uniform(0.5, 2.5), dice.uniform(0, 2 * math.pi)

    def swing(self, day: date) -> float:
        return self.drift * math.sin(2 * math.pi * day.toordinal() / 75 + self.phase)


def speech_rows(seed: int, after: Aftermath, clock: Clock, judged: dict[str, bool]) -> Rows:
    """Rows of `speech_analytics`: one answered call in eight that was long enough to judge.

    judged: the calls that people evaluated, with whether the script was kept. The machine hears
    them all, and finds most of what people found.
    """
    sampled, machine = random.Random(f"{seed}:speech"), random.Random(f"{seed}:script check")
    rated = {rating.call.identity: rating.csat for rating in after.ratings}
    voices: dict[str, Voice] = {}
    for call in after.answered:
        dice, chosen = sampled, sampled.random() < SAMPLE and call.talk >= SHORTEST_TALK
        kept = judged.get(call.identity)
        if not chosen:
            if kept is None:
                continue
            dice = random.Random(f"{seed}:speech:{call.identity}")
        person = call.last_leg.person
        voice = voices.get(person.agent_id) or Voice(seed, person)
        voices[person.agent_id] = voice
        day = clock.day(call.offered)
        yield clock.month(call.offered), (
            call.identity, person.agent_id,
            next(name for since, name in MODELS if since <= day),
            *_words(dice, call, person.quality, day, _heard(machine, kept)),
            *_moods(dice, call, person.quality, rated.get(call.identity)),
            *_sound(dice, call, person, voice, day),
        )  # fmt: skip


def _heard(machine: random.Random, kept: bool | None) -> bool | None:
    """What the machine says of a script that people judged; None where they did not."""
    if kept is None:
        return None
    return machine.random() < (0.96 if kept else 0.16)


def _chance(value: float) -> float:
    return min(0.99, max(0.01, value))


def _words(dice: random.Random, call: Call, quality: float, day: date, heard: bool | None) -> tuple:
    required = COURTESIES[call.line]
    polite = _chance(0.89 + 0.05 * quality)
    banned = _chance(0.012 - 0.012 * quality)
    empathy = max(0.1, 0.9 + 0.25 * quality + (0.8 if call.intent in COMPLEX else 0))
    asks = _chance(0.42 + 0.09 * quality + 0.04 * (day.month - 8))  # a habit that grows
    hits = (
        sum(dice.random() < polite for _ in range(required)),
        required,
        sum(dice.random() < banned for _ in range(2)),
        sum(dice.random() < empathy / 4 for _ in range(4)),
        dice.random() < asks,
    )
    compliant = dice.random() < _chance(0.91 + 0.05 * quality)
    useful = call.effective if call.line == "outbound" else call.resolved or call.ticket
    return (
        *hits,
        compliant if heard is None else heard,
        dice.random() < (0.96 if useful else 0.08 if call.line == "outbound" else 0.55),
    )


def _moods(dice: random.Random, call: Call, quality: float, csat: int | None) -> tuple:
    """The customer's mood ends where the rating says, if there is one."""

    def scaled(value: float) -> float:
        return round(min(1.0, max(-1.0, value)), 3)

    hard = call.intent in COMPLEX
    waited = (call.answered - call.entered) if call.entered else 0
    start = dice.gauss(-0.42 if hard else 0.05, 0.25) - 0.001 * min(waited, 300)
    end = start + dice.gauss(0.2 + 0.06 * quality, 0.15) + (0.3 if call.resolved else -0.1)
    if csat is not None:
        end = 0.3 * end + 0.7 * (csat - 3.2) * 0.45
    return (
        scaled(start), scaled(end), scaled(dice.gauss(0.3 + 0.08 * quality, 0.12)),
        round(min(100.0, max(0.0, dice.gauss(80 + 5 * quality - (4 if hard else 0), 5))), 2),
    )  # fmt: skip


def _sound(dice: random.Random, call: Call, person: Person, voice: Voice, day: date) -> tuple:
    fading, recall = PLANTED["fading_voice"], PLANTED["recall_week"]
    vitality, tension = voice.vitality + voice.swing(day), voice.tension - voice.swing(day)
    if person.agent_id == fading.who and day >= fading.first_date:
        vitality *= 1 - min(FADED_AT_MOST, FADING_A_DAY * (day - fading.first_date).days)
    if call.line == "after_sales" and recall.holds(day):
        tension += 9
    tension += 5 if call.intent in COMPLEX else 0
    rate = dice.gauss(voice.rate, 9)
    pause = min(0.6, max(0.02, dice.gauss(voice.pause, 0.03)))
    silence = min(0.8, pause * 0.4 + call.hold / (call.talk + call.hold))
    heard = call.intent
    if call.line in INTENTS and dice.random() < 0.06:
        heard = dice.choice(list(INTENTS[call.line]))
    features = {
        "longest_pause_seconds": round(dice.uniform(1.5, 4) + 30 * pause, 1),
        "overlap_ratio": round(dice.uniform(0.01, 0.06), 3),
        "pitch_range_semitones": round(dice.gauss(5 + vitality / 20, 0.8), 1),
        "script_steps_kept": dice.choice((4, 5, 5, 6)),
    }
    return (
        round(rate, 1), round(pause, 3), round(silence, 3),
        round(min(100.0, max(0.0, dice.gauss(tension, 5))), 2),
        round(min(100.0, max(0.0, dice.gauss(vitality, 4))), 2),
        heard, "complex" if heard in COMPLEX else "simple", json.dumps(features),
    )  # fmt: skip
