"""hanzi.py: syllables and simplified forms of characters."""

from __future__ import annotations

from kepu.common.text.hanzi import common, simplified, syllables


def test_a_character_stands_under_each_of_its_readings() -> None:
    found = syllables("行科")
    assert "行" in found["xing"] and "行" in found["hang"]
    assert found["ke"] == "科"


def test_u_with_dots_is_typed_as_v() -> None:
    assert syllables("旅") == {"lv": "旅"}


def test_what_has_no_sound_is_left_out() -> None:
    assert syllables("e+") == {}


def test_traditional_forms_lead_to_the_characters_that_are_wanted() -> None:
    pairs = simplified("农业")
    found = dict(zip(pairs[::2], pairs[1::2], strict=True))
    assert found == {"農": "农", "業": "业"}


def test_the_common_characters_are_those_of_gb_2312() -> None:
    found = common()
    assert len(found) == 3755
    assert {"科", "协", "惠"} <= found
    assert "鑫" not in found
