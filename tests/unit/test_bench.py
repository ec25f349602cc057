"""What the proof kit makes of measurements: medians, exponents, charts and pages; and what it calls a wrong answer."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bench import charts, report
from bench.contenders.rivals import kpi_statement
from bench.generate_ledger import Ledger
from bench.growth import _staleness
from bench.load import Observed
from bench.samples import exponent, in_turn, quantile, summary
from bench.truth import Truth, WrongAnswerError
from hypothesis import assume, given
from hypothesis import strategies as st

COMMITTED = Path(__file__).parents[2] / "docs/benchmarks"


@given(
    st.floats(-2, 2),
    st.floats(0.001, 1000),
    st.lists(st.integers(1, 10**8), min_size=2, max_size=6, unique=True),
)
def test_the_exponent_of_a_power_is_found(power: float, factor: float, sizes: list[int]) -> None:
    assume(max(sizes) / min(sizes) > 1.5)
    assert math.isclose(exponent(sizes, [factor * size**power for size in sizes]), power, abs_tol=1e-6)


def test_what_does_not_grow_has_the_exponent_zero_whatever_the_noise_between() -> None:
    assert exponent([20, 200, 2000], [5.0, 6.0, 5.0]) == pytest.approx(0, abs=1e-12)


def test_a_summary_keeps_the_spread() -> None:
    assert summary([3, 1, 2, 10]) == {"median": 2.5, "min": 1, "max": 10, "count": 4}


def test_quantiles_are_values_that_were_measured() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert [quantile(values, part) for part in (0, 0.5, 0.99, 1)] == [1, 50, 99, 100]


def test_measurements_come_in_turn_and_the_warm_up_is_not_kept() -> None:
    order: list[str] = []

    def one(name: str) -> float:
        order.append(name)
        return len(order)

    found = in_turn({"a": lambda: one("a"), "b": lambda: one("b")}, 2)
    assert "".join(order) == "baabba"
    assert found == {"a": [3, 6], "b": [4, 5]}


def test_the_statement_of_others_is_the_products_own_without_parameters() -> None:
    statement = kpi_statement("asked_team")
    assert "%" not in statement.replace(" % ", "")
    assert "t.id = asked_team" in statement
    assert "checked.total_us % 60000000" in statement


def _truth() -> tuple[Truth, list[dict[str, Any]]]:
    ledger = Ledger(coworkers=4, team_size=2, seed=1)
    truth = Truth(range(1, 3))
    files = truth.watching(
        {
            "businesses": ledger.businesses(3),
            "resources": ledger.resources(60),
            "coworkers": ledger.people(4),
            "teams": ledger.teams(2),
            "bookings": ledger.bookings(40),
            "coworkertimepasses": ledger.passes(40),
        }
    )
    assert sum(1 for lines in files.values() for _ in lines) == 3 + 60 + 4 + 2 + 80
    return truth, truth.figures(1, datetime.now(UTC))


def test_the_truth_is_the_oracles_and_another_answer_ends_the_run() -> None:
    truth, rows = _truth()
    assert [row["CoworkerId"] for row in rows] == [1, 2]
    assert all(row["BookedTimeTotal"] > 0 for row in rows)
    as_text = [{**row, "RemainingBookingCredit": "0.00"} for row in rows]
    truth.compare("somebody", 1, as_text, datetime.now(UTC))
    for wrong in (rows[:1], [rows[0], {**rows[1], "BookedTimeTotal": rows[1]["BookedTimeTotal"] + 1}]):
        with pytest.raises(WrongAnswerError, match="team 1"):
            truth.compare("somebody", 1, wrong, datetime.now(UTC))


def test_answers_are_stale_when_they_lack_what_was_acknowledged() -> None:
    def answer(sent: float, received: float, minutes: int) -> Observed:
        body = json.dumps({"Kpi": [{"CheckedTimeTotal": 100 + minutes}, {"CheckedTimeTotal": 0}]}).encode()
        return Observed(0, sent, received, body)

    batches = [(1.0, 2.0, [{"CoworkerId": 3}]), (3.0, 4.0, [{"CoworkerId": 11}, {"CoworkerId": 10}])]
    right = [answer(0, 0.5, 0), answer(1.5, 1.8, 0), answer(1.5, 1.8, 10), answer(2.5, 2.7, 10), answer(5, 6, 20)]
    stale = [answer(2.5, 2.7, 0), answer(5, 6, 10)]
    ahead = [answer(0, 0.5, 10), answer(5, 6, 30)]
    assert _staleness(right, range(1, 3), {1: 100, 2: 0}, batches) == (0, 0)
    assert _staleness(right + stale, range(1, 3), {1: 100, 2: 0}, batches) == (2, 0)
    assert _staleness(ahead, range(1, 3), {1: 100, 2: 0}, batches) == (0, 2)


def test_bars_stand_in_order_and_say_their_figures() -> None:
    chart = charts.bars("A < B", "requests a second", {"slow": summary([10, 20, 30]), "fast": summary([1000, 2000])})
    root = ET.fromstring(chart)  # noqa: S314 - our own
    background, *bars = root.iter("{http://www.w3.org/2000/svg}rect")
    assert background.get("width") == "100%"
    widths = [float(bar.get("width", "0")) for bar in bars]
    assert widths == sorted(widths, reverse=True)
    assert root.get("aria-label") == "A < B (requests a second): fast 1,500, slow 20"


def test_lines_are_drawn_through_every_size() -> None:
    chart = charts.lines("Growth", "rows", "requests a second", [10, 100, 1000], {"cold": [5, 50, 500]})
    root = ET.fromstring(chart)  # noqa: S314 - our own
    points = [
        (float(circle.get("cx", "0")), float(circle.get("cy", "0")))
        for circle in root.iter("{http://www.w3.org/2000/svg}circle")
        if circle.get("r") == "4"
    ]
    assert len(points) == 3
    (x1, y1), (x2, y2), (x3, y3) = points
    assert (x2 - x1, y2 - y1) == pytest.approx((x3 - x2, y3 - y2), abs=0.11)


RATES = {
    report.CONSTANT: summary([1000]),
    report.WARM: summary([500]),
    report.COLD: summary([90]),
    report.LOOP: summary([100]),
    "Others": summary([50]),
    "Slower others": summary([20]),
}


def test_ratios_come_of_the_medians() -> None:
    found = list(report.ratios({"sizes": {"10": {"requests_per_second": RATES}}}))
    assert [(text, round(value, 3)) for _, text, value, _, _ in found] == [
        ("warm to the constant route", 0.5),
        ("warm to the fastest other contender, Others", 10),
        ("cold to the psycopg loop", 0.9),
    ]


def test_without_other_contenders_nothing_is_claimed_about_them() -> None:
    ours = {name: rate for name, rate in RATES.items() if "thers" not in name}
    assert len(list(report.ratios({"sizes": {"10": {"requests_per_second": ours}}}))) == 2


def test_the_committed_report_is_what_its_raw_results_say(tmp_path: Path) -> None:
    results = json.loads((COMMITTED / "results.json").read_text(encoding="utf-8"), parse_float=_float)
    report.write_report(results, tmp_path)
    written = {file.name: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}
    assert {name: (COMMITTED / name).read_text(encoding="utf-8") for name in written} == written


def _float(text: str) -> float:
    assert Decimal(text).is_finite()
    return float(text)
