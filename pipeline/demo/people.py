"""Who works in the demo centre, in which team, on which shift, and who is away or late."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from pipeline.demo.clock import Clock
from pipeline.demo.planted import PLANTED

# Agents of 48 in each team. Hotline answers day and night, so it is the largest line.
# Posts that pay rates go by: the hotline has general and special desks, the outbound line one post.
DESKS = {
    "hotline": ("GEN", "KA", "BB"),
    "after_sales": ("BN", "CN", "EH"),
    "outbound": ("OB",),
}
TEAMS = {
    "T1": ("hotline", "热线一组", 9),
    "T2": ("hotline", "热线二组", 9),
    "T3": ("outbound", "外呼一组", 7),
    "T4": ("outbound", "外呼二组", 7),
    "T5": ("after_sales", "售后一组", 8),
    "T6": ("after_sales", "售后二组", 8),
    "T0": ("support", "管理与支撑组", 0),
}
AGENTS = 48
LINES = ("hotline", "outbound", "after_sales")
SUPERVISORS = {"hotline": "S01", "outbound": "S02", "after_sales": "S01", "support": None}
MANAGER = "M01"
LEADERS = {team: f"L0{number}" for number, team in enumerate(TEAMS, 1)} | {"T0": MANAGER}
QA_STAFF = ("Q01", "Q02")
ENGINEERS = ("E01", "E02", "E03", "E04")  # field and support engineers: no shifts, no calls

# Wall-clock minutes of each line's shifts; every shift is 8.5 hours with an unpaid hour inside.
SHIFT_STARTS = {
    "hotline": {"early": 420, "office": 540, "mid": 870, "night": 1365},
    "outbound": {"office": 540, "mid": 690},
    "after_sales": {"early": 480, "office": 540, "mid": 750},
    "support": {"office": 540},
}
SHIFT_MINUTES, BREAK_MINUTES = 510, 60
# Shift groups rotate every two weeks through their line's pattern.
PATTERNS = {
    "hotline": ("early", "early", "office", "mid", "mid", "night"),
    "outbound": ("office", "mid"),
    "after_sales": ("early", "mid", "office", "mid"),
}
ROTATION_DAYS = 14
# Days off by place in the shift group, Monday is 0; together they keep every weekday staffed.
DAYS_OFF = ((5, 6), (1, 2), (3, 4), (6, 0), (4, 5), (0, 1), (2, 3))
LINE_SKILLS = {
    "hotline": ("hotline_service", "vip_service", "after_sales_service"),
    "outbound": ("outbound_sales", "hotline_service", "customer_retention"),
    "after_sales": ("after_sales_service", "complaint_handling", "hotline_service"),
    "support": ("quality_review", "coaching", "hotline_service"),
}
OTHER_LINE = {"hotline": "after_sales", "after_sales": "hotline"}


@dataclass
class Person:
    """One person and what makes them different from the others.

    speed: factor on handle time. quality: standard normal, 0 is average. busy_seconds: wrap-up plus
    busy of a usual shift. posts: (first day, team) in order. role is that of the first day;
    promoted: (first day, role) of a later one.
    """

    agent_id: str
    role: str
    posts: list[tuple[date, str]]
    group: int
    place: int
    speed: float = 1.0
    quality: float = 0.0
    busy_seconds: int = 1000
    wrap_factor: float = 1.0
    late_rate: float = 0.012
    sale_factor: float = 1.0
    relogin_rate: float = 0.1
    typing: int = 75
    knowledge: float = 86.0
    hire_date: date = date(2023, 1, 1)
    last_day: date | None = None
    promoted: tuple[date, str] | None = None
    skills: dict[str, int] = field(default_factory=dict)

    def team(self, day: date) -> str:
        return [team for since, team in self.posts if since <= day or since == self.posts[0][0]][-1]

    def role_on(self, day: date) -> str:
        return self.promoted[1] if self.promoted and self.promoted[0] <= day else self.role

    def line(self, day: date) -> str:
        return TEAMS[self.team(day)][0]

    def employed(self, day: date) -> bool:
        return self.hire_date <= day and (self.last_day is None or day <= self.last_day)


@dataclass
class Shift:
    """One planned shift and what came of it. Moments are UTC seconds; login None = absent."""

    person: Person
    day: date
    code: str
    start: int
    end: int
    login: int | None = None
    logout: int | None = None
    clock_in: int | None = None
    clock_out: int | None = None
    leave: str | None = None
    busy_target: int = 0
    overtime: int = 0  # seconds of follow-up work after the shift, off the telephone
    turn: int = 0  # whose break it is: place among the `turns` people on the same shift
    turns: int = 1

    @property
    def role(self) -> str:
        return self.person.role_on(self.day)

    @property
    def lunch_after(self) -> int:
        """Seconds from the start to lunch; people of one shift go one after the other."""
        return 7_500 + self.turn * 13_500 // self.turns

    @property
    def schedule_id(self) -> str:
        return f"SH-{self.person.agent_id}-{self.day:%Y%m%d}"


def post_code(person: Person, number: int, day: date) -> str:
    """The post as the HR system lists it: of an agent the desk, of a leader TL, of others a grade.

    number is the person's place in the staff list.
    """
    role, desks = person.role_on(day), DESKS.get(person.line(day), ())
    if role == "agent" and desks:
        return desks[number % len(desks)]
    if role == "team_leader":
        return "TL"
    return f"{role[:2].upper()}{1 + number % 3}"


def hire_people(seed: int, agents: int, clock: Clock) -> list[Person]:
    """The staff on paper: agents A001.., six leaders, two supervisors, a manager, QA.

    PLANTED names people of the usual 48 agents; a centre of another size has no such people.
    """
    first_date = clock.first_date
    dice = random.Random(f"{seed}:people")
    people: list[Person] = []
    line_places: dict[str, int] = defaultdict(int)
    sizes = {team: agents * size // AGENTS for team, (_, _, size) in TEAMS.items()}
    for team in list(TEAMS)[: agents - sum(sizes.values())]:
        sizes[team] += 1
    for team, (line, _, _) in TEAMS.items():
        for _ in range(sizes[team]):
            place = line_places[line]
            line_places[line] += 1
            groups = len(PATTERNS[line])
            person = _person(dice, f"A{len(people) + 1:03d}", "agent", team, first_date)
            person.group, person.place = place % groups, place // groups
            people.append(person)
    for number, (team, leader) in enumerate(LEADERS.items()):
        if team != "T0":
            person = _person(dice, leader, "team_leader", team, first_date)
            person.place, person.quality = 3 * (number % 2), 1.0
            people.append(person)
    for agent_id in ("S01", "S02", MANAGER, *QA_STAFF):
        role = {"S": "supervisor", "M": "manager", "Q": "support"}[agent_id[0]]
        people.append(_person(dice, agent_id, role, "T0", first_date))
    if agents == AGENTS:
        _plant(people, clock)
    return people


def _person(dice: random.Random, agent_id: str, role: str, team: str, first_date: date) -> Person:
    line = TEAMS[team][0]
    own, second, third = LINE_SKILLS[line]
    skills = {own: dice.choice((3, 4, 4, 5)), second: dice.choice((1, 2, 2, 3, 3, 4))}
    if dice.random() < 0.9:
        skills[third] = dice.choice((1, 2, 2, 3, 3))
    return Person(
        agent_id,
        role,
        [(first_date, team)],
        0,
        0,
        speed=min(1.22, max(0.84, dice.gauss(1.0, 0.08))),
        quality=min(1.6, max(-1.4, dice.gauss(0.1, 0.8))),
        busy_seconds=int(min(1560, max(780, dice.gauss(1080, 215)))),
        wrap_factor=min(1.4, max(0.7, dice.gauss(1.0, 0.15))),
        late_rate=dice.choice((0.004, 0.01, 0.015, 0.03)),
        sale_factor=min(1.5, max(0.6, dice.gauss(1.0, 0.2))),
        relogin_rate=dice.choice((0.02, 0.05, 0.1, 0.2, 0.3)),
        typing=int(min(112, max(44, dice.gauss(76, 14)))),
        knowledge=min(97.0, max(62.0, dice.gauss(85, 7))),
        hire_date=first_date - timedelta(days=dice.randint(200, 2400)),
        skills=skills,
    )


def _plant(people: list[Person], clock: Clock) -> None:
    """Give the people of PLANTED their truths; what changes outside the demo's days is left out."""
    by_id = {person.agent_id: person for person in people}
    fast = by_id[PLANTED["speed_hides_quality"].who]
    fast.speed, fast.quality, fast.wrap_factor = 0.6, -3.2, 0.7
    unfair = by_id[PLANTED["unfair_ratings"].who]
    unfair.quality, unfair.late_rate = 1.9, 0.0
    by_id[PLANTED["over_the_limit"].who].busy_seconds = 1010
    # The bands of SC04's wrap-up and busy time all occur: one agent is always near the top.
    by_id["A044"].busy_seconds = 1585
    during = set(clock.dates[1:])
    for truth_id in ("team_change", "line_change"):
        truth = PLANTED[truth_id]
        if truth.first_date in during:
            by_id[truth.who].posts.append((truth.first_date, truth.to))
    mover, leaver = by_id[PLANTED["line_change"].who], by_id[PLANTED["leaver_1"].who]
    mover.skills["hotline_service"] = 3
    mover.group, mover.place = leaver.group, leaver.place
    truth = PLANTED["promotion_to_leader"]
    if truth.first_date in during:
        leader = by_id[truth.who]
        leader.promoted = (truth.first_date, truth.to)
        leader.posts.append((truth.first_date, leader.posts[0][1]))
    truth = PLANTED["joiner"]
    if truth.first_date in during:
        joiner = by_id[truth.who]
        joiner.hire_date, joiner.posts = truth.first_date, [(truth.first_date, joiner.posts[0][1])]
    for truth_id in ("leaver_1", "leaver_2"):
        truth = PLANTED[truth_id]
        if truth.last_date in during:
            by_id[truth.who].last_day = truth.last_date


def _code(person: Person, day: date, line: str) -> str | None:
    if person.role_on(day) != "agent":
        off = DAYS_OFF[person.place]
        return None if day.weekday() in off else "office"
    if day.weekday() in DAYS_OFF[person.place % len(DAYS_OFF)]:
        return None
    pattern = PATTERNS[line]
    block = day.toordinal() // ROTATION_DAYS
    return pattern[(person.group + block) % len(pattern)]


def plan_shifts(seed: int, people: list[Person], clock: Clock) -> list[Shift]:
    """The roster as planned and as it was worked, in order of start."""
    dice = random.Random(f"{seed}:shifts")
    shifts: list[Shift] = []
    for person in people:
        yesterday = None
        for day in clock.dates:
            code = _code(person, day, person.line(day)) if person.employed(day) else None
            if yesterday == "night" and code not in (None, "night"):
                code = None  # a night shift ends in the morning: the day after the last one is free
            yesterday = code
            if code is None:
                continue
            start_minute = SHIFT_STARTS[person.line(day)][code]
            start = clock.at(day, start_minute)
            shifts.append(
                Shift(person, day, code, start, clock.at(day, start_minute + SHIFT_MINUTES))
            )
    _grant_leave(dice, shifts)
    together: dict[tuple, list[Shift]] = defaultdict(list)
    for shift in shifts:
        if shift.leave is None:
            together[shift.day, shift.start, shift.person.line(shift.day)].append(shift)
    for group in together.values():
        for turn, shift in enumerate(group):
            shift.turn, shift.turns = turn, len(group)
    for shift in shifts:
        _work(dice, shift)
    return sorted(shifts, key=lambda shift: (shift.start, shift.person.agent_id))


def _grant_leave(dice: random.Random, shifts: list[Shift]) -> None:
    """Leave comes in stretches of one to three shifts; nobody leaves a night unmanned."""
    on_night: dict[date, int] = defaultdict(int)
    for shift in shifts:
        on_night[shift.day] += shift.code == "night"
    away_until: dict[str, int] = defaultdict(int)
    kind: dict[str, str] = {}
    long_leave = PLANTED["long_leave"]
    for shift in shifts:
        who = shift.person.agent_id
        if who == long_leave.who and long_leave.holds(shift.day):
            shift.leave = "sick"
            continue
        if away_until[who] == 0 and dice.random() < 0.018:
            away_until[who] = dice.choice((1, 1, 1, 2, 3))
            kind[who] = dice.choice(("sick", "sick", "personal", "annual", "annual", "swap"))
        if away_until[who]:
            if shift.code == "night":
                if on_night[shift.day] < 2:
                    away_until[who] = 0
                    continue
                on_night[shift.day] -= 1
            away_until[who] -= 1
            shift.leave = kind[who]
    long_absence = PLANTED["long_absence"]
    for shift in shifts:
        if shift.person.agent_id == long_absence.who and long_absence.holds(shift.day):
            shift.leave = "sick"


def _work(dice: random.Random, shift: Shift) -> None:
    """Draw when somebody punched in, logged in and left."""
    person = shift.person
    late = dice.random() < person.late_rate
    leaves_early = dice.random() < person.late_rate * 0.5
    early_in, log_lag = dice.randint(180, 900), dice.randint(25, 120)
    lateness = min(2700, int(dice.expovariate(1 / 500)) + 61)
    leaving = min(2400, int(dice.expovariate(1 / 600)) + 120)
    out_lag = dice.randint(20, 240)
    target = int(dice.gauss(person.busy_seconds, 70))
    over = PLANTED["over_the_limit"]
    if person.agent_id == over.who and shift.day == over.first_date:
        shift.busy_target = 2350
        late = leaves_early = False
        shift.leave = None
    else:
        shift.busy_target = min(1610, max(600, target))
    if shift.leave:
        return
    shift.clock_in = shift.start + lateness if late else shift.start - early_in
    ready_to_log_in = shift.clock_in + log_lag
    shift.login = max(ready_to_log_in, shift.start - dice.randint(0, 150))
    shift.logout = shift.end - leaving if leaves_early else shift.end + dice.randint(0, 45)
    shift.clock_out = shift.logout + out_lag
