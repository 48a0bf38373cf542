"""The mail holds nothing that Word's engine, which draws it in Outlook, would ignore."""

from __future__ import annotations

import pytest

from scout.digest.render import render
from tests.builders import well_read
from tests.full_issue import LINKS, empty_issue, full_issue, states
from tests.outlook import violations

MAIL = render(full_issue(), states(), "leitstelle@kreis.example", LINKS).html
CELL = '<td class="l">'


def test_word_draws_everything_of_a_full_mail() -> None:
    assert violations(MAIL) == []


def test_word_draws_a_sign_of_life() -> None:
    assert violations(render(empty_issue(), [well_read()], "").html) == []


@pytest.mark.parametrize(
    ("found", "planted", "said"),
    [
        ('<h2>', '<h2 style="float:left">', "<h2> float: ignored"),
        ('<h2>', '<h2 style="position:absolute">', "<h2> position: ignored"),
        ('<h2>', '<h2 style="display:flex">', "<h2> display: ignored"),
        ('<h2>', '<h2 style="border-radius:4px">', "<h2> border-radius: ignored"),
        ('<h2>', '<h2 style="padding:4px">', "<h2> padding: only drawn on cells"),
        ('<h2>', '<h2 style="margin:0 auto">', "<h2> margin: 0 auto is not drawn"),
        ('<h2>', '<h2 style="margin:-4px 0">', "<h2> margin: -4px 0 is not drawn"),
        ('<h2>', '<h2 style="color:navy">', "<h2> color: navy is no #rrggbb"),
        ('<h2>', '<h2 style="color:#123">', "<h2> color: #123 is no #rrggbb"),
        ('<h2>', '<h2 style="font-size:1.2rem">', "<h2> font-size: 1.2rem is not understood"),
        ("<h2>", '<h2 style="color:#112233 !important">', "<h2> color: inline !important"),
        (CELL, '<td style="background-image:url(x)">', "<td> background-image: ignored"),
        (CELL, '<td background="x.png">', "<td background> is not drawn"),
        ('<span class="q">', '<span style="margin:4px">', "<span> margin: ignored"),
        ('<p style="margin:0">', '<p style="width:90px">', "<p> width: ignored"),
        ("<ul ", "<ol></ol><ul ", "<ol> is no element that Word draws"),
        ("max-width:680px", "max-width:700px", "<table> max-width: 700px without a table for Word"),
        ('width="680"', "", "<table> max-width: 680px without a table for Word"),
        (CELL, '<td style="max-width:9px">', "<td> max-width without a width attribute"),
        ('cellpadding="2" ', "", "<table> without cellpadding: Word has its own"),
        ("td,th,p,li{font:", "th,p,li{font:", "<td> has no font of its own"),
        ("mso-line-height-rule:exactly", "", "line heights without mso-line-height-rule"),
        (".l{width:", "td > .l{width:", "td > .l: no selector that Word reads"),
        (".l{width:", ".l:hover{width:", ".l:hover: no selector that Word reads"),
        (".l{width:", ".l{gap:4px;width:", "<td> gap: ignored"),
        ("#e6e9ed !important", "#e6e9ed!important", "color: !important without a blank"),
        ("</style>\n<!--", ".z{}</style>\n<!--", "a rule after an @ block: Word may drop it"),
    ],
)  # fmt: skip
def test_what_word_ignores_is_refused(found: str, planted: str, said: str) -> None:
    assert found in MAIL

    assert said in violations(MAIL.replace(found, planted))
