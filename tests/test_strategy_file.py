from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.council import Body
from scout.domain import Applicant, ApplicantType, Frequency, Project, Recipient, Strategy
from scout.errors import UsageError
from scout.strategy_file import read_strategy

PROPERTY = settings(max_examples=60, deadline=None)
COUNTY = '[[applicants]]\nkey = "kreis"\nname = "Kreis"\ntype = "county"\nregion = "DE-NW"\n'
PROJECT = (
    '[[projects]]\nkey = "pegel"\ntitle = "Pegelnetz"\nfield = "Umwelt"\n'
    'description = "Sensoren am Bach"\napplicants = ["kreis"]\n'
)
COUNCIL = '[[applicants.bodies]]\nname = "Kreistag"\nsittings = [2027-03-10]\n'
CALENDAR = COUNTY + 'sittings_ics = "sitzungen/kreis.ics"\n'
RECIPIENT = '[[recipients]]\nname = "Ada"\nemail = "ada@kreis.example"\nall = true\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "strategy.toml"


def read(path: Path, text: str) -> Strategy:
    path.write_text(text, encoding="utf-8")
    return read_strategy(path)


def complaint(path: Path, text: str) -> str:
    with pytest.raises(UsageError) as caught:
        read(path, text)
    return str(caught.value).replace(f"{path.parent}/", "")


def test_a_strategy_is_read_whole(path: Path) -> None:
    text = (
        '[[applicants]]\nkey = "kreis"\nname = " Kreis "\ntype = "county"\nregion = "DE-NW"\n'
        '[[applicants]]\nkey = "stadt-2"\nname = "Stadt"\ntype = "town"\nregion = "DE"\n'
        '[[projects]]\nkey = "pegel"\ntitle = "Pegelnetz"\nfield = "Umwelt"\n'
        'description = """\nSensoren\nam Bach\n"""\nenglish = "gauges"\nkeywords = ["LoRaWAN"]\n'
        'applicants = ["kreis", "stadt-2"]\ncoordinators = ["ADA@kreis.example"]\n'
        '[[recipients]]\nname = "Ada"\nemail = "ada@kreis.example"\nprojects = ["pegel"]\n'
        'frequency = "daily"\n'
        '[[recipients]]\nname = "Bo"\nemail = "bo@kreis.example"\nfields = ["Umwelt"]\n'
    )
    assert read(path, text) == Strategy(
        applicants=(
            Applicant(key="kreis", name="Kreis", type=ApplicantType.COUNTY, region="DE-NW"),
            Applicant(key="stadt-2", name="Stadt", type=ApplicantType.TOWN, region="DE"),
        ),
        projects=(
            Project(
                key="pegel",
                title="Pegelnetz",
                field="Umwelt",
                description="Sensoren\nam Bach",
                english="gauges",
                keywords=("LoRaWAN",),
                applicants=("kreis", "stadt-2"),
                coordinators=("ADA@kreis.example",),
            ),
        ),
        recipients=(
            Recipient(
                name="Ada",
                email="ada@kreis.example",
                projects=("pegel",),
                frequency=Frequency.DAILY,
            ),
            Recipient(name="Bo", email="bo@kreis.example", fields=("Umwelt",)),
        ),
    )


def write_calendar(path: Path, *sittings: tuple[str, str]) -> None:
    """Write a calendar of whole days, each with its title."""
    events = (
        f"BEGIN:VEVENT\r\nSUMMARY:{title}\r\nDTSTART;VALUE=DATE:{day}\r\nEND:VEVENT\r\n"
        for title, day in sittings
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f"BEGIN:VCALENDAR\r\n{''.join(events)}END:VCALENDAR\r\n"
    path.write_text(text, encoding="utf-8", newline="")


def test_the_chain_of_bodies_is_read_with_its_sittings(path: Path) -> None:
    text = (
        f"{COUNTY}writing_weeks = 6\n"
        '[[applicants.bodies]]\nname = "Kreisausschuss"\npapers_days = 21\n'
        f"sittings = [2027-04-21, 2027-02-24, 2027-02-24]\n{COUNCIL}"
        '[[applicants]]\nkey = "stadt"\nname = "Stadt"\ntype = "town"\nregion = "DE-NW"\n'
    )
    county, town = read(path, text).applicants
    committee = Body("Kreisausschuss", (date(2027, 2, 24), date(2027, 4, 21)), 21)
    assert county.bodies == (committee, Body("Kreistag", (date(2027, 3, 10),), 14))
    assert (county.writing_weeks, town.writing_weeks) == (6, 4)
    assert town.bodies == ()


def test_sittings_come_from_a_calendar_beside_the_file_and_from_the_file(path: Path) -> None:
    write_calendar(
        path.parent / "sitzungen" / "kreis.ics",
        ("12. Sitzung Kreistag", "20270505"),
        ("Kreistag", "20270310"),
        ("KA", "20270224"),
        ("Kreisausschuss", "20270225"),
    )
    text = (
        f'{CALENDAR}[[applicants.bodies]]\nname = "Kreisausschuss"\nin_calendar = "KA"\n{COUNCIL}'
    )
    (county,) = read(path, text).applicants
    assert county.bodies == (
        Body("Kreisausschuss", (date(2027, 2, 24),)),
        Body("Kreistag", (date(2027, 3, 10), date(2027, 5, 5))),
    )


def test_the_example_of_the_operation_page_is_read_as_the_page_says(path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "operation.md").read_text("utf-8")
    example = page.partition("## Sittings")[2].partition("```toml\n")[2].partition("```")[0]
    titles = ("HFA, 3. Sitzung", "Rat", "Ratsempfang", "Beirat", "Rat (abgesagt)")
    days = [f"2027030{number}" for number in range(1, 6)]
    write_calendar(path.parent / "sitzungen" / "coesfeld.ics", *zip(titles, days, strict=True))
    (town,) = read(path, example).applicants
    assert town.writing_weeks == 4
    assert town.bodies == (
        Body("Haupt- und Finanzausschuss", (date(2027, 3, 1),), 10),
        Body("Rat", (date(2027, 2, 25), date(2027, 3, 2), date(2027, 4, 29)), 14),
    )


def test_a_calendar_elsewhere_is_named_by_its_whole_path(path: Path) -> None:
    elsewhere = path.parent / "anderswo" / "rat.ics"
    write_calendar(elsewhere, ("Kreistag", "20270505"))
    home = path.parent / "home"
    home.mkdir()
    text = f'{COUNTY}sittings_ics = "{elsewhere}"\n{COUNCIL}'
    (county,) = read(home / "strategy.toml", text).applicants
    assert county.bodies[0].sittings == (date(2027, 3, 10), date(2027, 5, 5))


@pytest.mark.parametrize("way", ["../rat.ics", "sitzungen/../../rat.ics", "leads-out/rat.ics"])
def test_a_relative_path_does_not_leave_the_folder_of_the_strategy(path: Path, way: str) -> None:
    write_calendar(path.parent / "rat.ics", ("Kreistag", "20270505"))
    home = path.parent / "home"
    (home / "sitzungen").mkdir(parents=True)
    (home / "leads-out").symlink_to(path.parent)
    said = complaint(home / "strategy.toml", f'{COUNTY}sittings_ics = "{way}"\n{COUNCIL}')
    assert said == (
        "strategy.toml, line 6, applicants[1].sittings_ics: "
        f"expected a file in the folder of the strategy, found {way!r}"
    )


def test_a_calendar_that_cannot_be_read_is_told_at_its_applicant(path: Path) -> None:
    at = "strategy.toml, line 6, applicants[1].sittings_ics: "
    missing = complaint(path, CALENDAR + COUNCIL)
    assert missing == f"{at}sitzungen/kreis.ics: expected a calendar file (.ics), found none"
    write_calendar(path.parent / "sitzungen" / "kreis.ics", ("Kreistag", "gestern"))
    broken = complaint(path, CALENDAR + COUNCIL)
    assert broken.startswith(f"{at}sitzungen/kreis.ics, event 1, 'Kreistag': DTSTART cannot be")
    write_calendar(path.parent / "sitzungen" / "kreis.ics", ("Schulausschuss", "20270505"))
    none = complaint(path, CALENDAR + COUNCIL)
    assert none.endswith(
        "expected sittings with 'Kreistag' and nothing else in the title, not called off, "
        "found 'Schulausschuss'"
    )
    loop = path.parent / "loop.ics"
    loop.symlink_to(loop)
    said = complaint(path, CALENDAR.replace("sitzungen/kreis.ics", "loop.ics") + COUNCIL)
    assert said.startswith(f"{at}loop.ics: cannot be read: ")


def test_an_empty_file_is_an_empty_strategy(path: Path) -> None:
    assert read(path, "") == Strategy()


def test_digests_are_weekly_unless_said_otherwise(path: Path) -> None:
    (recipient,) = read(path, RECIPIENT).recipients
    assert recipient.frequency is Frequency.WEEKLY


def test_a_sign_of_life_and_a_calendar_are_sent_to_who_asks_for_them(path: Path) -> None:
    plain, asked = read(
        path,
        RECIPIENT + RECIPIENT.replace("ada", "bo") + "sign_of_life = true\ncalendar = true\n",
    ).recipients
    assert (plain.sign_of_life, plain.calendar) == (False, False)
    assert (asked.sign_of_life, asked.calendar) == (True, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("farbe = 1\n", "strategy.toml, line 1, farbe: unknown key, found 1"),
        (COUNTY + 'colour = "rot"\n', "line 6, applicants[1].colour: unknown key, found 'rot'"),
        ('[[applicants]]\nkey = "a"\n', "line 1, applicants[1].name: is missing"),
        (COUNTY.replace("county", "COUNTY"), "line 4, applicants[1].type: "),
        (COUNTY.replace("county", "verein"), "found 'verein'"),
        (COUNTY.replace("DE-NW", "NRW"), "line 5, applicants[1].region: "),
        (COUNTY.replace('"kreis"', '"Der Kreis"'), "line 2, applicants[1].key: "),
        (COUNTY.replace('"kreis"', '"-a"'), "found '-a'"),
        (COUNTY.replace('"Kreis"', '"  "'), "line 3, applicants[1].name: "),
        (COUNTY.replace('"Kreis"', '"a\\nb"'), "line 3, applicants[1].name: "),
        (COUNTY.replace('"Kreis"', '"a\\u0000b"'), "line 3, applicants[1].name: "),
        (COUNTY + PROJECT.replace("am Bach", "\\u0000"), "line 10, projects[1].description: "),
        (COUNTY.replace('"Kreis"', "7"), "valid string, found 7"),
        (COUNTY + PROJECT.replace('["kreis"]', "[]"), "line 11, projects[1].applicants: "),
        (COUNTY + PROJECT.replace('["kreis"]', '"kreis"'), "line 11, projects[1].applicants: "),
        (COUNTY + PROJECT + 'keywords = ["gut", ""]\n', "line 12, projects[1].keywords[2]: "),
        (RECIPIENT.replace("ada@kreis.example", "ada"), "line 3, recipients[1].email: "),
        (RECIPIENT.replace("ada@", "Ada <ada@"), "line 3, recipients[1].email: "),
        (RECIPIENT + 'frequency = "hourly"\n', "'daily', 'weekly' or 'monthly', found 'hourly'"),
        ('applicants = "kreis"\n', "line 1, applicants: "),
        (COUNTY + "writing_weeks = -1\n", "line 6, applicants[1].writing_weeks: "),
        (COUNTY + "writing_weeks = true\n", "valid integer, found True"),
        (COUNTY + COUNCIL.replace("Kreistag", ""), "line 7, applicants[1].bodies[1].name: "),
        (
            COUNTY + COUNCIL.replace("2027-03-10", '"2027-03-10"'),
            "line 8, applicants[1].bodies[1].sittings[1]: "
            "expected a day without quotes, like 2027-02-11, found '2027-03-10'",
        ),
        (COUNTY + COUNCIL.replace("[2027-03-10]", "[20270310]"), "found 20270310"),
        (COUNTY + COUNCIL.replace("03-10", "03-10T17:00:00"), "a day without quotes"),
        (COUNTY + COUNCIL.replace("[2027-03-10]", "2027-03-10"), "bodies[1].sittings: "),
        (
            COUNTY + COUNCIL.replace("2027", "1927"),
            "a day from 2000-01-01 to 2099-12-31, found 1927-03-10",
        ),
        (COUNTY + COUNCIL + "papers_days = 400\n", "line 9, applicants[1].bodies[1].papers_days: "),
        (COUNTY + COUNCIL + 'papers_days = "14"\n', "found '14'"),
        (
            COUNTY + COUNCIL + COUNCIL.replace("Kreistag", "Rat") + "tage = 1\n",
            "line 12, applicants[1].bodies[2].tage: unknown key, found 1",
        ),
        ("[[applicants]\n", "strategy.toml: not valid TOML: "),
        (COUNTY + 'key = "zwei"\n', "not valid TOML: "),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(path: Path, text: str, said: str) -> None:
    assert said in complaint(path, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (COUNTY + COUNTY, "line 7, applicants[2].key: stands twice, found 'kreis'"),
        (
            COUNTY + PROJECT + PROJECT.replace("Pegelnetz", "Anders"),
            "line 13, projects[2].key: stands twice, found 'pegel'",
        ),
        (
            RECIPIENT + RECIPIENT.replace("ada@kreis", "ADA@Kreis"),
            "line 7, recipients[2].email: stands twice, found 'ada@kreis.example'",
        ),
        (
            COUNTY + COUNCIL + COUNCIL,
            "line 10, applicants[1].bodies[2].name: stands twice, found 'Kreistag'",
        ),
        (
            COUNTY + COUNCIL + 'in_calendar = "KT"\n',
            "line 9, applicants[1].bodies[1].in_calendar: "
            "expected sittings_ics at the applicant, found only 'KT'",
        ),
        (
            CALENDAR,
            "line 6, applicants[1].sittings_ics: "
            "expected [[applicants.bodies]] whose sittings stand in it, found none",
        ),
        (
            PROJECT,
            "line 6, projects[1].applicants: "
            "expected one of the applicants of this file, found 'kreis'",
        ),
        (
            COUNTY + PROJECT + 'coordinators = ["bo@kreis.example"]\n',
            "line 12, projects[1].coordinators: "
            "expected one of the recipients of this file, found 'bo@kreis.example'",
        ),
        (
            RECIPIENT.replace("all = true", 'projects = ["pegel"]'),
            "line 4, recipients[1].projects: "
            "expected one of the projects of this file, found 'pegel'",
        ),
        (
            COUNTY + PROJECT + RECIPIENT.replace("all = true", 'fields = ["umwelt"]'),
            "line 15, recipients[1].fields: "
            "expected one of the fields of projects of this file, found 'umwelt'",
        ),
    ],
)
def test_doubles_and_names_that_lead_nowhere_are_named(path: Path, text: str, said: str) -> None:
    assert complaint(path, text) == f"strategy.toml, {said}"


@pytest.mark.parametrize(
    "wish",
    [
        "",
        "all = false",
        "projects = []\nfields = []",
        'all = true\nprojects = ["pegel"]',
        'all = true\nfields = ["Umwelt"]',
        'projects = ["pegel"]\nfields = ["Umwelt"]',
        'all = true\nprojects = ["pegel"]\nfields = ["Umwelt"]',
    ],
)
def test_a_recipient_wishes_for_exactly_one_thing(path: Path, wish: str) -> None:
    said = complaint(path, COUNTY + PROJECT + RECIPIENT.replace("all = true", wish))
    assert said == (
        "strategy.toml, line 12, recipients[1]: "
        "expected exactly one of projects, fields and all = true"
    )


def test_every_complaint_is_made_at_once(path: Path) -> None:
    text = COUNTY + COUNTY + PROJECT.replace('["kreis"]', '["stadt", "dorf"]')
    assert len(complaint(path, text).splitlines()) == 3


def test_a_missing_file_is_named(path: Path) -> None:
    with pytest.raises(UsageError, match=r"strategy\.toml: cannot be read: No such file"):
        read_strategy(path)


@pytest.mark.parametrize(
    ("recipient", "wanted"),
    [
        (Recipient(name="A", email="a@b", all=True), True),
        (Recipient(name="A", email="a@b", projects=("x", "pegel")), True),
        (Recipient(name="A", email="a@b", fields=("Umwelt",)), True),
        (Recipient(name="A", email="a@b", projects=("Umwelt",)), False),
        (Recipient(name="A", email="a@b", fields=("pegel",)), False),
        (Recipient(name="A", email="a@b"), False),
    ],
)
def test_a_recipient_hears_of_what_was_wished_for(
    recipient: Recipient,
    wanted: bool,  # noqa: FBT001 - a column of the table
) -> None:
    project = Project(key="pegel", title="Pegelnetz", field="Umwelt", description="")
    assert recipient.wants(project) is wanted


SCALARS = st.one_of(
    st.integers(-5, 5),
    st.booleans(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=8),
)


@PROPERTY
@given(
    table=st.sampled_from(["applicants", "projects", "recipients"]),
    values=st.dictionaries(
        st.sampled_from("key name type region title field email all projects".split()),
        st.one_of(SCALARS, st.lists(SCALARS, max_size=2)),
    ),
)
def test_any_entry_is_read_or_complained_of(
    tmp_path_factory: pytest.TempPathFactory, table: str, values: dict[str, object]
) -> None:
    path = tmp_path_factory.mktemp("home") / "strategy.toml"
    lines = [f"[[{table}]]", *(f"{key} = {_toml(value)}" for key, value in values.items())]
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        strategy = read_strategy(path)
    except UsageError as error:
        for line in str(error).splitlines():
            assert line.startswith(f"{path}, line ")
    else:
        assert len(strategy.applicants + strategy.projects + strategy.recipients) == 1


@PROPERTY
@given(
    values=st.dictionaries(
        st.sampled_from("name sittings papers_days in_calendar".split()),
        st.one_of(SCALARS, st.lists(st.one_of(SCALARS, st.dates()), max_size=2), st.dates()),
    ),
)
def test_any_body_is_read_or_complained_of(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, object]
) -> None:
    path = tmp_path_factory.mktemp("home") / "strategy.toml"
    lines = ["[[applicants.bodies]]", *(f"{key} = {_toml(each)}" for key, each in values.items())]
    path.write_text(COUNTY + "\n".join(lines), encoding="utf-8")
    try:
        (county,) = read_strategy(path).applicants
    except UsageError as error:
        for line in str(error).splitlines():
            assert line.startswith(f"{path}, line ")
    else:
        written = values.get("sittings", [])
        assert isinstance(written, list)
        assert county.bodies[0].sittings == tuple(sorted(set(written)))


def _toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
