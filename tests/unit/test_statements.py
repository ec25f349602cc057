"""Named statements, and statements whose parameters have numbers."""

from __future__ import annotations

import pytest

from teamkpi.db import Numbered


def test_a_parameter_has_one_number_wherever_it_stands() -> None:
    found = Numbered("SELECT %(b)s, %(a)s, 7 %% 2, '%%' WHERE %(b)s::text = %(c_d)s")
    assert found.text == "SELECT $1, $2, 7 % 2, '%' WHERE $1::text = $3"
    assert found.values({"a": 1, "b": 2, "c_d": 3, "e": 4}) == [2, 1, 3]


def test_a_value_that_is_missing_is_named() -> None:
    with pytest.raises(KeyError, match="b"):
        Numbered("SELECT %(a)s, %(b)s").values({"a": 1})
