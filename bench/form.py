"""How much is measured: the short form, which takes about five minutes, and the full one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """Sizes, seconds and rounds of one run."""

    name: str
    seconds: float
    """How long one measurement of requests per second takes."""
    rounds: int
    contest_stretches: int
    """Bookings and check-ins of the space that contenders answer from."""
    items: int
    """Of each of five kinds of items that are bought or granted there."""
    growth_items: int
    """The same, of each space that something grows in."""
    history: tuple[int, ...]
    """Bookings and check-ins of the spaces that differ in nothing else."""
    members: tuple[int, ...]
    """Members of the spaces that differ in nothing else but what grows with them."""
    statements: int
    """How often a single statement is timed."""
    writes: int
    """Records of a batch that is imported."""
    singles: int
    """Records that are written one by one."""
    writers: tuple[int, ...]
    """How many at a time write single records."""


FORMS = {
    form.name: form
    for form in (
        Form(
            "tiny",
            seconds=1,
            rounds=1,
            contest_stretches=5_000,
            items=5_000,
            growth_items=1_000,
            history=(2_000, 4_000, 8_000),
            members=(1_000, 2_000),
            statements=20,
            writes=5_000,
            singles=20,
            writers=(8, 32),
        ),
        Form(
            "short",
            seconds=1,
            rounds=3,
            contest_stretches=100_000,
            items=50_000,
            growth_items=5_000,
            history=(20_000, 100_000, 400_000),
            members=(1_000, 20_000),
            statements=300,
            writes=60_000,
            singles=60,
            writers=(32, 64),
        ),
        Form(
            "full",
            seconds=3,
            rounds=5,
            contest_stretches=1_000_000,
            items=100_000,
            growth_items=20_000,
            history=(20_000, 200_000, 2_000_000, 20_000_000),
            members=(1_000, 10_000, 100_000, 1_000_000),
            statements=1000,
            writes=1_000_000,
            singles=300,
            writers=(8, 32, 64),
        ),
    )
}
