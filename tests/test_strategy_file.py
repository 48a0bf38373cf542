from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scout.domain import Applicant, ApplicantType, Frequency, Project, Recipient, Strategy
from scout.errors import UsageError
from scout.strategy_file import read_strategy

PROPERTY = settings(max_examples=60, deadline=None)
COUNTY = '[[applicants]]\nkey = "kreis"\nname = "Kreis"\ntype = "county"\nregion = "DE-NW"\n'
PROJECT = (
    '[[projects]]\nkey = "pegel"\ntitle = "Pegelnetz"\nfield = "Umwelt"\n'
    'description = "Sensoren am Bach"\napplicants = ["kreis"]\n'
)
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


def test_an_empty_file_is_an_empty_strategy(path: Path) -> None:
    assert read(path, "") == Strategy()


def test_digests_are_weekly_unless_said_otherwise(path: Path) -> None:
    (recipient,) = read(path, RECIPIENT).recipients
    assert recipient.frequency is Frequency.WEEKLY


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


def _toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
