"""The committed report: Markdown and charts made of one run's raw results, and of nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench import charts

WARM, COLD, CONSTANT, LOOP = "teamkpi, warm", "teamkpi, cold", "constant route", "psycopg loop"
_OURS = {WARM, COLD, CONSTANT, LOOP}
_NAME = "results"
FORM_TEXT = {
    "tiny": "tiny form: it shows that the kit works, and its figures mean nothing",
    "short": "short form",
    "full": "full form",
}


def write_report(results: dict[str, Any], folder: Path) -> None:
    """Write the page, the charts and the raw results into a folder, replacing those of before."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, chart in charts_of(results).items():
        (folder / f"{name}.svg").write_text(chart, encoding="utf-8")
    (folder / f"{_NAME}.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (folder / f"{_NAME}.md").write_text(page(results), encoding="utf-8")


def charts_of(results: dict[str, Any]) -> dict[str, str]:
    """Return the charts of whatever was measured, by file name."""
    found: dict[str, str] = {}
    parts = results["parts"]
    for size, of in parts.get("contest", {}).get("sizes", {}).items():
        title = f"The figures of {size} members"
        found[f"contenders-{size}"] = charts.bars(title, "requests a second", of["requests_per_second"])
    for name in ("history", "team size", "members"):
        of = parts.get("growth", {}).get(name)
        if of:
            series = {
                "cold, over HTTP": [one["median"] for one in of["cold_per_second"]],
                "warm, over HTTP": [one["median"] for one in of["warm_per_second"]],
            }
            title = f"Requests a second by {of['what']}"
            found[f"growth-{name.replace(' ', '-')}"] = charts.lines(
                title, of["what"], "requests a second", of["sizes"], series
            )
    return found


def page(results: dict[str, Any]) -> str:
    """Return the page: ratios first, then what they are made of."""
    parts = results["parts"]
    lines = ["# Results", ""]
    lines += [
        (
            f"Written by `python -m bench report` from results of the {FORM_TEXT[results['form']]}. Every ratio is of "
            "one part, whose measurements were taken in turn. Every figure on this page is in "
            f"[the raw results]({_NAME}.json)."
        ),
        "",
        *_setting(results),
    ]
    if "contest" in parts:
        lines += _contest(parts["contest"])
    if "growth" in parts:
        lines += _growth(parts["growth"])
    if "writes" in parts:
        lines += _writes(parts["writes"])
    if "creates" in parts:
        lines += _creates(parts["creates"])
    return "\n".join(lines).rstrip() + "\n"


def ratios(contest: dict[str, Any]) -> Iterator[tuple[str, str, float, float, str]]:
    """Yield the ratios that were aimed at: of which size, what to what, its value, the target, the other's name."""
    for size, of in contest["sizes"].items():
        medians = {name: found["median"] for name, found in of["requests_per_second"].items()}
        yield size, "warm to the constant route", medians[WARM] / medians[CONSTANT], 0.45, CONSTANT
        others = {name: median for name, median in medians.items() if name not in _OURS}
        if others:
            fastest = max(others, key=lambda name: others[name])
            yield size, f"warm to the fastest other contender, {fastest}", medians[WARM] / others[fastest], 8.0, fastest
        yield size, "cold to the psycopg loop", medians[COLD] / medians[LOOP], 0.8, LOOP


def ratio_of_the_most(creates: dict[str, Any]) -> float:
    """Return what can be created at most in a second, over HTTP to through psycopg, each with the writers it likes."""
    most_posts, most_inserts = (max(rate["median"] for rate in creates[kind]) for kind in ("POST", "INSERT"))
    return float(most_posts / most_inserts)


def _setting(results: dict[str, Any]) -> Iterator[str]:
    machine = results["machine"]
    yield (
        f"{machine['cores']} cores ({machine['processor']}), {machine['memory_gibibytes']} GiB, {machine['system']}. "
        "Server, database and load generator share the machine."
    )
    yield ""
    yield f"Versions: {', '.join(f'{name} {version}' for name, version in results['versions'].items())}."
    yield f"Closed loop: {results['generator']}. Open loop: the kit's own client."
    yield ""
    yield from _table(
        ("Part", "Its run began", "load of the machine before", "seconds"),
        (
            (name, run["made_on"], f"{run['load_before']:.2f}", f"{run['seconds']:,}")
            for name, run in results["runs"].items()
        ),
    )


def _contest(contest: dict[str, Any]) -> Iterator[str]:
    yield from ("## The same answer", "")
    yield from _table(
        ("Members", "Ratio", "Found", "Aimed at", ""),
        (
            (size, text, f"{value:.2f}", f"{target:g}", "met" if value >= target else "not met")
            for size, text, value, target, _ in ratios(contest)
        ),
    )
    yield (
        f"Data: {contest['data']}. All contenders read it from one PostgreSQL, over the same indexes. Before anything "
        f"was timed, each gave the oracle's answer in every field, and none to a token that is not known; "
        f"{contest['compared']} answers were compared with the oracle before and during the run."
    )
    yield ""
    for name, text in contest["texts"].items():
        versions = contest["versions"].get(name)
        shown = f" ({', '.join(f'{one} {version}' for one, version in versions.items())})" if versions else ""
        yield f"- **{name}**: {text}{shown}"
    yield ""
    if contest["left_out"]:
        yield f"Not installed, and left out: {', '.join(contest['left_out'])}."
        yield ""
    for size, of in contest["sizes"].items():
        yield f"### {size} members"
        yield ""
        yield f"![Requests a second of all contenders](contenders-{size}.svg)"
        yield ""
        yield (
            f"{of['teams']} teams in turn, {of['connections']} connections, {of['bytes']:,} bytes an answer. Requests "
            f"a second: median of {of['requests_per_second'][WARM]['count']} rounds. *Processor ms*: what one "
            "request took of the server and of PostgreSQL. Latency: open loop, at half of the contender's own requests "
            "a second. *Sender late*: how late the load generator was; a latency near it is the generator's."
        )
        yield ""
        late = of["open_loop_at_half"]
        yield from _table(
            (
                "Contender",
                "Requests/s",
                "least to most",
                "processor ms",
                "of PostgreSQL",
                "at",
                "p50 ms",
                "p99 ms",
                "sender late p99 ms",
            ),
            (
                (
                    name,
                    f"{rate['median']:,.0f}",
                    _spread(rate),
                    *_processor(of["processor_ms_per_request"].get(name)),
                    *(
                        (
                            f"{late[name]['rate']:,.0f}/s",
                            f"{late[name]['p50_ms']:.1f}",
                            f"{late[name]['p99_ms']:.1f}",
                            f"{late[name]['sender_late_p99_ms']:.1f}",
                        )
                        if name in late
                        else ("", "", "", "")
                    ),
                )
                for name, rate in sorted(of["requests_per_second"].items(), key=lambda item: -item[1]["median"])
            ),
        )
    yield from _table(
        ("Server process", "Memory of its own, MiB"),
        ((name, f"{value:.0f}") for name, value in contest["memory_mebibytes"].items()),
    )


def _growth(growth: dict[str, Any]) -> Iterator[str]:
    yield from ("## Growth", "")
    yield (
        "The exponent b of cost = a * size^b, by least squares on logarithms: 0 does not grow, 1 grows in proportion. "
        "The statement alone is timed on one connection; requests a second are over HTTP."
    )
    yield ""
    kinds = ("history", "team size", "members")
    yield from _table(
        ("By", "Sizes", "statement", "cold", "warm"),
        (
            (
                of["what"],
                ", ".join(f"{size:,}" for size in of["sizes"]),
                *(f"{of['exponents'][name]:+.3f}" for name in ("statement", "cold", "warm")),
            )
            for of in (growth[kind] for kind in kinds)
        ),
    )
    for kind in kinds:
        of = growth[kind]
        yield f"### By {of['what']}"
        yield ""
        yield f"![Requests a second by {of['what']}](growth-{kind.replace(' ', '-')}.svg)"
        yield ""
        yield from _table(
            (of["what"], "statement ms", "cold/s", "least to most", "warm/s", "least to most"),
            (
                (
                    f"{size:,}",
                    f"{one['median']:.2f}",
                    f"{slow['median']:,.0f}",
                    _spread(slow),
                    f"{fast['median']:,.0f}",
                    _spread(fast),
                )
                for size, one, slow, fast in zip(
                    of["sizes"], of["statement_ms"], of["cold_per_second"], of["warm_per_second"], strict=True
                )
            ),
        )
    metrics = growth["metrics"]
    yield from ("### A team's metrics by bookings and check-ins", "")
    yield f"250 members over 24 months; exponent {metrics['exponent']:+.3f}."
    yield ""
    yield from _table(
        ("bookings and check-ins", "statement ms", "least to most"),
        (
            (f"{size:,}", f"{of['median']:.1f}", f"{of['min']:.1f} to {of['max']:.1f}")
            for size, of in zip(metrics["sizes"], metrics["ms"], strict=True)
        ),
    )
    yield from ("### By server processes", "")
    yield from _table(
        ("Processes", "warm/s", "least to most"),
        (
            (name, f"{rate['median']:,.0f}", _spread(rate))
            for name, rate in growth["processes"]["warm_per_second"].items()
        ),
    )
    of = growth["while others write"]
    quiet, busy = of["open_loop_quiet"], of["open_loop_busy"]
    yield from ("### While others write", "")
    yield (
        f"{of['written']:,} check-ins were written at {of['written_per_second']:,.0f} a second (asked for: "
        f"{of['asked_per_second']:,}), of the members of teams that were read at {of['reads_per_second']} a second. "
        f"Of {of['answers']:,} answers **{of['stale']}** lacked what had been acknowledged before they were asked for."
    )
    yield ""
    yield from _table(
        ("Open loop", "p50 ms", "p99 ms"),
        (
            ("nobody writes", f"{quiet['p50_ms']:.1f}", f"{quiet['p99_ms']:.1f}"),
            ("others write", f"{busy['p50_ms']:.1f}", f"{busy['p99_ms']:.1f}"),
        ),
    )


def _writes(writes: dict[str, Any]) -> Iterator[str]:
    yield from ("## Writes", "")
    imports, singles, sums = writes["import"], writes["singles"], writes["sums"]
    rates = imports["per_second"]
    yield from _table(
        ("Ratio", "Found", "Aimed at", ""),
        (
            (text, f"{value:.2f}", target, ("met" if value >= float(target) else "not met") if target else "")
            for text, value, target in (
                ("import to COPY of ready bytes", _ratio(rates, "import", "COPY of ready bytes"), "0.35"),
                ("import to COPY of rows made in Python", _ratio(rates, "import", "COPY of rows by psycopg"), ""),
            )
        ),
    )
    yield from _table(
        ("One by one", "a second", "least to most", "p50 ms", "p99 ms"),
        (
            (name, f"{rate['median']:,.0f}", _spread(rate), *_latency(singles["latency_ms"], name))
            for name, rate in singles["per_second"].items()
        ),
    )
    yield from _table(
        ("Batch", "records", "records/s", "least to most"),
        ((name, f"{imports['records']:,}", f"{rate['median']:,.0f}", _spread(rate)) for name, rate in rates.items()),
    )
    yield from _table(
        ("Memory", "MiB"),
        (
            ("server before single writes", f"{singles['memory_mebibytes']['before']:.0f}"),
            ("server after them", f"{singles['memory_mebibytes']['after']:.0f}"),
            ("import, at most", f"{imports['memory_mebibytes']:.0f}"),
            *((f"`teamkpi {name}`, at most", f"{of['memory_mebibytes']:.0f}") for name, of in sums.items()),
        ),
    )
    yield from _table(
        ("Sums", "bookings and check-ins", "seconds", "least to most"),
        (
            (
                f"`teamkpi {name}`",
                f"{of['records']:,}",
                f"{of['seconds']['median']:.1f}",
                f"{of['seconds']['min']:.1f} to {of['seconds']['max']:.1f}",
            )
            for name, of in sums.items()
        ),
    )


def _creates(creates: dict[str, Any]) -> Iterator[str]:
    ratio = ratio_of_the_most(creates)
    yield from ("## Single records", "")
    yield (
        "New bookings by `POST`, each its own request that is answered when it is committed, beside `INSERT` of the "
        "same rows by psycopg, each its own commit. What can be stored at most in a second, each with the number of "
        f"writers that it likes best: **{ratio:.2f}** (aimed at: 0.25, {'met' if ratio >= 0.25 else 'not met'})."
    )
    yield ""
    yield from _table(
        ("Writers at a time", "POST/s", "least to most", "INSERT/s", "least to most", "ratio"),
        (
            (
                str(writers),
                f"{post['median']:,.0f}",
                _spread(post),
                f"{insert['median']:,.0f}",
                _spread(insert),
                f"{post['median'] / insert['median']:.2f}",
            )
            for writers, post, insert in zip(creates["writers"], creates["POST"], creates["INSERT"], strict=True)
        ),
    )


def _processor(of: dict[str, float] | None) -> tuple[str, str]:
    return (f"{of['server']:.2f}", f"{of['postgresql']:.2f}") if of else ("", "")


def _latency(latencies: dict[str, dict[str, float]], name: str) -> tuple[str, str]:
    kind, _, how = name.partition(",")
    found = latencies.get(kind) if "one after the other" in how else None
    return (f"{found['p50']:.1f}", f"{found['p99']:.1f}") if found else ("", "")


def _ratio(rates: dict[str, dict[str, float]], one: str, other: str) -> float:
    return rates[one]["median"] / rates[other]["median"]


def _spread(of: dict[str, float]) -> str:
    return f"{of['min']:,.0f} to {of['max']:,.0f}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for line in (header, ["---"] * len(header), *rows):
        yield f"| {' | '.join(line)} |"
    yield ""
