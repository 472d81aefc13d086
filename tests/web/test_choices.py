"""What the page offers, against the address table: no browser is needed for that."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from oscbridge.osc.addresses import BY_PATH, OUT, ROOT

PAGE = files("oscbridge.web") / "page"


@pytest.mark.parametrize(("control", "name"), [("mode", "mode"), ("clock-source", "clock")])
def test_a_menu_offers_every_choice_of_its_address(control: str, name: str) -> None:
    html = (PAGE / "index.html").read_text()
    menu = re.search(rf'<select id="{control}">(.*?)</select>', html, re.DOTALL)
    assert menu
    offered = re.findall("<option>(.*?)</option>", menu[1])
    assert tuple(offered) == BY_PATH[ROOT + name].arguments[0].choices


def test_the_tempo_has_the_limits_of_its_address() -> None:
    tempo = BY_PATH[ROOT + "tempo"].arguments[0]
    html = (PAGE / "index.html").read_text()
    assert f'id="tempo" type="number" min="{tempo.low:g}" max="{tempo.high:g}"' in html


def test_the_meters_are_those_of_the_scores_in_order() -> None:
    (scores,) = (address for address in OUT if address.path == ROOT + "scores")
    named = re.search(r"const EXPRESSIONS = \[(.*?)\];", (PAGE / "page.js").read_text())
    assert named
    assert re.findall('"(.*?)"', named[1]) == [argument.name for argument in scores.arguments]
