"""Names that are found while they are typed, compared with the plain rule: look at everybody, sort, take the first."""

from __future__ import annotations

from random import Random

import pytest

from teamkpi.ledger.people_search import plain
from teamkpi.ledger.typed_names import TypedNames

FIRST = (
    "Ana",
    "ana",
    "Álvaro",
    "Alvaro",
    "İpek",
    "Ipek",
    "Iş\u0131l",
    "\u0131ş\u0131l",
    "Jane",
    "Janet",
    "Zoe\u0301",
    "Zoé",
    "Ñu",
    "ẞam",
)
LAST = (
    "Smith",
    "SMITH",
    "Y\u0131lmaz",
    "Yilmaz",
    "Strauß",
    "Strauss",
    "O'Neil",
    "Núñez",
    "Nuñez-Ana",
    "de la Ana",
    "7",
    "10",
)
COMPANIES = (None, "Ana Ltd", "Smith & Jane", "Şirket", "10 Downing")
LARGEST_ID = 60


def text_of(random: Random) -> str:
    name = f"{random.choice(FIRST)} {random.choice(LAST)}"
    email = f"{random.choice(('ana', 'jane', 'smith', 'x10'))}{random.randrange(9)}@example.com"
    return plain(" \n".join(filter(None, (name, random.choice(COMPANIES), email))))


def typed(random: Random) -> list[str]:
    words = plain(
        f"{random.choice((*FIRST, *LAST, 'example', 'zzz'))} {random.choice((*LAST, *FIRST, '', ''))}"
    ).strip()
    cut = words[random.randrange(2) : 1 + random.randrange(len(words) + 1)]
    return (cut or words).split() or [words[0]]


def best_by_the_rule(texts: dict[int, str], words: list[str], most: int) -> list[int]:
    whole = " ".join(words)

    def rank(person_id: int) -> int:
        text = texts[person_id]
        if whole.isdigit() and person_id == int(whole):
            return 0
        return 1 if text.startswith(whole) else 2 if f" {whole}" in text or f"\n{whole}" in text else 3

    def is_meant(person_id: int) -> bool:
        return rank(person_id) == 0 or all(word in texts[person_id] for word in words)

    return sorted(filter(is_meant, texts), key=lambda one: (rank(one), texts[one], one))[:most]


@pytest.mark.parametrize("seed", range(20))
def test_the_same_people_are_found_in_the_same_order(seed: int) -> None:
    """Whatever is typed, while people are added, changed and removed, a few or many at a time."""
    random = Random(seed)
    names, texts = TypedNames(), dict[int, str]()
    for _ in range(60):
        for _ in range(random.choice((0, 1, 5, 400))):
            person_id, text = 1 + random.randrange(LARGEST_ID * (10 if seed % 2 else 1)), text_of(random)
            if random.random() < 0.2:
                names.put(person_id, None)
                texts.pop(person_id, None)
            else:
                names.put(person_id, text)
                texts[person_id] = text
        assert len(names) == len(texts)
        words, most = typed(random), random.choice((1, 8, 50))
        assert names.best(words, most) == best_by_the_rule(texts, words, most), words
