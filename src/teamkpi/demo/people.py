"""Who is in the demo: teams that came one after another, and members who joined, left and were suspended."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from teamkpi.demo.names import GIVEN_AND_FAMILY, TEAM_PLANS, TECH_INNOVATORS, TECH_TEAM, Known, TeamPlan
from teamkpi.demo.places import DAY, FLEX, FULL_TIME, HABITS, LOCATIONS, PART_TIME, Habit, Location, Timetable
from teamkpi.demo.records import Chronicle, Item, entry, iso

TEAM_ID = 55
"""The team of the documented example, Tech Innovators."""
ADMINISTRATOR_EMAIL = "jane@techinnovators.com"
"""Jane Smith, member 101 and administrator of team 55: the address of the documented example."""
MEMBER_EMAIL = "leo.marchetti@techinnovators.example.org"
"""Leo Marchetti, a plain member of team 55."""
JANE_ID = 101

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIRST_TEAM_ID = 21
_RELAY_TEAM = "Nightjar Support Desk"
_OUTSIDE_ADMINISTRATOR = 190
_SECOND_TEAM_ID = 56
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "þ": "th", "\u0131": "i"})


@dataclass
class Person:
    """A coworker; active in the space from `joined` until `left` (both local dates, `left` excluded)."""

    id: int
    name: str
    email: str
    location: Location
    habit: Habit
    company: str
    joined: date
    left: date | None = None
    state: str = "active"
    relay: int | None = None
    forgetful: bool = False
    payer_id: int = 0

    def last_day(self, planned: date) -> date:
        """Give the last day with anything of this person, `planned` unless they left before."""
        return planned if self.left is None else min(planned, self.left - DAY)


@dataclass
class Team:
    """A team with its members in the order in which they joined."""

    id: int
    plan: TeamPlan
    location: Location
    founded: date
    member_ids: list[int] = field(default_factory=list)
    administrator_ids: list[int] = field(default_factory=list)
    one_invoice: bool = False


def settle(chronicle: Chronicle) -> tuple[list[Person], list[Team]]:
    """Make all teams and people; the same for every day but for the dates, which follow today."""
    dice = chronicle.dice("people")
    names = _names(dice)
    people: list[Person] = []
    teams: list[Team] = []
    for number, plan in enumerate(TEAM_PLANS):
        location = LOCATIONS[plan.location - 1]
        age = dice.randrange(740, 1100) if dice.random() < 0.4 else dice.randrange(60, 700)
        fixed = plan.name in {TECH_TEAM, _RELAY_TEAM, "Brooklyn Bridge Capital"}
        team = Team(_FIRST_TEAM_ID + number, plan, location, chronicle.today - (900 if fixed else age) * DAY)
        team.one_invoice = team.id == TEAM_ID or number % 4 == 1
        if team.id == TEAM_ID:
            members = [_known(n, known, team, chronicle) for n, known in enumerate(TECH_INNOVATORS)]
        else:
            members = [
                _stranger(201 + len(people) + n, next(names), team, seat=n, chronicle=chronicle, dice=dice)
                for n in range(plan.size)
            ]
        team.member_ids = [p.id for p in members]
        team.administrator_ids = team.member_ids[: 1 + (plan.size > 20) + (plan.size > 40)]
        for person in members:
            person.payer_id = team.member_ids[0] if team.one_invoice else person.id
        people += members
        teams.append(team)
    _special_cases(people, teams, chronicle)
    return sorted(people, key=lambda p: p.id), teams


def _special_cases(people: list[Person], teams: list[Team], chronicle: Chronicle) -> None:
    by_name = {t.plan.name: t for t in teams}
    by_id = {p.id: p for p in people}
    second = next(t for t in teams if t.id == _SECOND_TEAM_ID)
    shared = next(p for p in people if p.name == "Priya Raghunathan" and p.id < 200)
    # She takes the seat of the team's last member, who is written nowhere else.
    people.remove(by_id[second.member_ids.pop()])
    second.member_ids.append(shared.id)
    for seat, number in enumerate(by_name[_RELAY_TEAM].member_ids):
        by_id[number].relay, by_id[number].habit = seat, FULL_TIME
        by_id[number].joined = chronicle.today - (600 - 20 * seat) * DAY
        by_id[number].state, by_id[number].left = "active", None
    forgetful = by_id[teams[0].member_ids[1]]
    forgetful.forgetful, forgetful.habit, forgetful.state, forgetful.left = True, PART_TIME, "active", None
    forgetful.joined = min(forgetful.joined, chronicle.today - 40 * DAY)
    outsider = Person(
        _OUTSIDE_ADMINISTRATOR,
        "Helena Brandt",
        "helena.brandt@harbour-and-hive.example.org",
        LOCATIONS[0],
        HABITS[3],
        "Harbour & Hive",
        chronicle.today - 720 * DAY,
        payer_id=_OUTSIDE_ADMINISTRATOR,
    )
    people.append(outsider)
    teams[0].administrator_ids.append(outsider.id)
    teams[-1].administrator_ids = [outsider.id]


def _known(number: int, known: Known, team: Team, chronicle: Chronicle) -> Person:
    address = ADMINISTRATOR_EMAIL if number == 0 else _address(known.name, team.plan.name)
    person = Person(
        JANE_ID + number,
        known.name,
        address,
        team.location,
        HABITS[known.habit],
        team.plan.name,
        chronicle.today - (800 - 45 * number) * DAY,
        state=known.state,
    )
    if known.state != "active":
        person.left = chronicle.today - (20 + 3 * number) * DAY
    return person


def _stranger(number: int, name: str, team: Team, *, seat: int, chronicle: Chronicle, dice: Random) -> Person:
    """Make a member of any other team: the founders first, the rest as the team grew."""
    habit = dice.choices(HABITS, [h.weight for h in HABITS])[0]
    age = (chronicle.today - team.founded).days
    ago = age if seat == 0 or dice.random() < 0.55 else dice.randrange(8, age)
    person = Person(
        number,
        name,
        _address(name, team.plan.name),
        team.location,
        habit,
        team.plan.name,
        chronicle.today - ago * DAY,
    )
    absence = dice.randrange(15, 150)
    if seat > 1 and number % 83 == 40:
        person.state = "suspended"
    elif seat > 1 and number % 71 == 35:
        person.state = "archived"
    if person.state != "active":
        person.left = chronicle.today - absence * DAY
        person.joined = min(person.joined, person.left - 60 * DAY)
    return person


def _names(dice: Random) -> Iterator[str]:
    """Give full names, each once, in an order that mixes the tongues."""
    taken = {known.name for known in TECH_INNOVATORS} | {"Helena Brandt"}
    every = {f"{g} {f}" for gs, fs in GIVEN_AND_FAMILY for g in gs.split(",") for f in fs.split(",")}
    names = sorted(every - taken)
    dice.shuffle(names)
    return iter(names)


def _address(name: str, team: str) -> str:
    return f"{slug(name, '.')}@{slug(team, '')}.example.org"


def slug(text: str, joint: str) -> str:
    """Write a name in plain lower-case letters and digits, words joined by `joint`."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("'", "")
    return joint.join(re.findall(r"[a-z0-9]+", plain))


def community(
    people: list[Person], teams: list[Team], chronicle: Chronicle, timetables: dict[int, Timetable]
) -> Iterator[Item]:
    """Write the coworkers and the teams."""
    for person in people:
        yield _coworker(person, chronicle, timetables[person.location.id])
    for team in teams:
        yield _team(team, chronicle)


def _coworker(person: Person, chronicle: Chronicle, timetable: Timetable) -> Item:
    dice = chronicle.dice("coworker", person.id)
    # Who joined before the demo's time is written with the wall clock of UTC: no one can tell.
    created = chronicle.midnight - (chronicle.today - person.joined) + timedelta(hours=10)
    seen = None
    if dice.random() < 0.85:
        gone = (chronicle.today - person.left).days if person.left else 0
        seen = chronicle.midnight - timedelta(days=gone, minutes=dice.randrange(5, 12 * 24 * 60))
        seen = max(seen, created)
    changed = created
    if person.left:
        changed = timetable.on(person.left).at(17 * 60)
    office = {"full-time": 0.8, "part-time": 0.45}.get(person.habit.name, 0.12)
    plans: dict[str, object] = {}
    for day in _WEEKDAYS:
        rest = day.startswith("S")
        draw = dice.random()
        plans[f"{day}Attendance"] = 4 if rest else 1 if draw < office else 2 if draw < 0.9 else 5
    if dice.random() < 0.03:
        plans |= {f"{day}Attendance": 3 for day in _WEEKDAYS[:5]}
    return entry(
        "coworkers",
        person.id,
        created,
        changed,
        FullName=person.name,
        Email=person.email,
        CoworkerType=1,
        CompanyName=person.company,
        Active=person.state == "active",
        Archived=person.state == "archived",
        UserLastAccess=iso(seen) if seen else None,
        **plans,
    )


def _team(team: Team, chronicle: Chronicle) -> Item:
    dice = chronicle.dice("team", team.id)
    created = chronicle.midnight - (chronicle.today - team.founded) + timedelta(hours=9)
    changed = max(created, chronicle.midnight - timedelta(days=dice.randrange(1, 40)))
    name, domain = team.plan.name, f"{slug(team.plan.name, '')}.example.org"
    has_default = dice.random() < 0.5
    discount = dice.choice((None, None, 5, 10))
    return entry(
        "teams",
        team.id,
        created,
        changed,
        BusinessId=team.location.id,
        Name=name,
        TeamMembers=team.member_ids,
        TeamAdministrators=team.administrator_ids,
        PayingMemberId=team.member_ids[0] if team.one_invoice and team.member_ids else None,
        CreateSingleInvoiceForTeam=team.one_invoice,
        MaxTeamMemberCount=None if dice.random() < 0.6 else 10 * (len(team.member_ids) // 10 + 1),
        DefaultTariffId=team.location.id * 1000 + FLEX.id if has_default else None,
        DefaultTariffName=FLEX.name if has_default else None,
        DefaultMemberTariffKeepNewAccountsOnHold=dice.random() < 0.1,
        DisableAttendanceDashboard=team.id != TEAM_ID and dice.random() < 0.1,
        DiscountCharges=discount,
        DiscountExtraServices=discount,
        DiscountTariffs=None,
        DiscountTimePasses=discount,
        HasCommunityGroup=dice.random() < 0.3,
        Description=f"{name} works on {team.plan.trade}.",
        ProfileSummary=team.plan.trade.capitalize(),
        ProfileIsPublic=team.id == TEAM_ID or dice.random() < 0.7,
        ProfileWebsite=f"https://{domain}",
        ProfileTags=team.plan.trade.replace("-", " "),
    )
