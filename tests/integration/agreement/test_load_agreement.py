"""The command that loads the agreement: twice the same, never over the board's changes."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import jourcase.agreement
from jourcase.agreement.domain.agreement_file import AgreementFile
from jourcase.agreement.domain.file_checks import read_agreement_file
from jourcase.agreement.domain.file_problems import FileFault, FileProblem
from jourcase.agreement.models import (
    Agreement,
    BudgetRow,
    District,
    Neighbourhood,
    Office,
    SupportForm,
    TermsVersion,
    Undertaking,
)
from jourcase.agreement.services import LoadRefused, load_agreement
from jourcase.kernel.audit import Action, AuditEvent

pytestmark = pytest.mark.django_db

DATA = Path(jourcase.agreement.__file__).parent / "data" / "sodra-stockholm-2025.toml"
MODELS = (
    Agreement,
    Undertaking,
    TermsVersion,
    Office,
    District,
    Neighbourhood,
    SupportForm,
    BudgetRow,
)
NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)


def load(path: Path = DATA, *, replace: bool = False) -> str:
    out = StringIO()
    call_command("load_agreement", str(path), replace=replace, stdout=out)
    return out.getvalue()


def stored() -> list[list[tuple[object, ...]]]:
    return [list(model._default_manager.order_by("pk").values_list()) for model in MODELS]


@pytest.fixture
def variant(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the data file with changes made to it."""

    def write(*changes: tuple[str, str]) -> Path:
        text = DATA.read_text(encoding="utf-8")
        for before, after in changes:
            assert before in text, before
            text = text.replace(before, after)
        path = tmp_path / "avtal.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_file_becomes_rows_and_one_line_in_the_log(
    fixed_clock: Callable[[datetime], None],
) -> None:
    fixed_clock(NOW)
    said = load()
    assert "Nya stödformer: 7" in said
    assert District.objects.in_city().count() == 11
    assert District.objects.own().count() == 5
    assert SupportForm.objects.count() == 7
    assert BudgetRow.objects.count() == 10
    event = AuditEvent.objects.get()
    assert (event.action, event.at, event.by_id) == (Action.AGREEMENT_LOADED, NOW, None)


def test_loading_again_changes_nothing_and_says_so() -> None:
    load()
    before = stored()
    said = load()
    assert "Inget har ändrats." in said
    assert stored() == before
    assert AuditEvent.objects.count() == 1


def test_what_the_board_changed_is_kept_and_told() -> None:
    load()
    TermsVersion.objects.update(first_contact_days=2)
    Agreement.objects.update(notice_received_on=date(2026, 5, 1))
    said = load()
    assert "dagar till första kontakt: sparat 2, i filen 3" in said
    assert "--replace" in said
    assert TermsVersion.objects.get().first_contact_days == 2
    assert AuditEvent.objects.count() == 1


def test_with_replace_the_file_is_written_over_what_differs_and_nothing_else() -> None:
    load()
    before = stored()
    TermsVersion.objects.update(first_contact_days=2)
    Office.objects.filter(code="partnerjour-1").update(name="Ny jour")
    District.objects.filter(code="farsta").update(office=None)
    said = load(replace=True)
    assert said.count("Ändrat ") == 3
    assert stored() == before
    assert AuditEvent.objects.count() == 2


def test_the_notice_that_the_board_entered_survives_replace() -> None:
    load()
    Agreement.objects.update(notice_received_on=date(2026, 5, 1))
    load(replace=True)
    assert Agreement.objects.get().notice_received_on == date(2026, 5, 1)


def test_rows_that_the_board_added_stay() -> None:
    load()
    Undertaking.objects.filter(code="jourkvall").update(valid_to=date(2025, 12, 31))
    old = Undertaking.objects.get(code="jourkvall")
    Undertaking.objects.create(
        agreement=old.agreement,
        code=old.code,
        text="Två kvällar i veckan.",
        measure=old.measure,
        valid_from=date(2026, 1, 1),
        order=old.order,
    )
    load()
    assert Undertaking.objects.filter(code="jourkvall").count() == 2


def test_a_new_version_in_the_file_is_added(variant: Callable[..., Path]) -> None:
    load()
    row = '{ name = "Lokaler", amount_kr = 54000 },'
    said = load(variant((row, row + '\n    { name = "Resor", amount_kr = 0 },')))
    assert "Nya budgetrader: 1" in said
    assert BudgetRow.objects.filter(name="Resor").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            ("total_kr = 1241000", "total_kr = 1241500"),
            "Skillnaden är 500\u00a0kr för mycket.",
        ),
        (("802476-1044", "802476-1045"), "Kontrollsiffran stämmer inte."),
        (("is_own = true", "is_own = 1"), "Här ska stå true eller false."),
    ],
)
def test_a_faulty_file_is_refused_in_swedish_with_its_line_and_stores_nothing(
    variant: Callable[..., Path], change: tuple[str, str], words: str
) -> None:
    with pytest.raises(CommandError, match=r"avtal\.toml har ett fel") as refused:
        load(variant(change))
    assert words in str(refused.value)
    assert "Rad " in str(refused.value)
    assert not any(stored())


def test_a_missing_file_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="går inte att läsa"):
        load(tmp_path / "saknas.toml")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        # another own jour
        (('"egen"', '"annan"'), "jourer"),
        # the same time under another code
        (('code = "sodra-stockholm-2025"', 'code = "sodra-2"'), "överenskommelser"),
        # a name that is taken by a district of another code
        (('code = "okant"', 'code = "vet-inte"'), "stadsdelsområden"),
    ],
)
def test_a_file_that_goes_against_what_is_stored_changes_nothing(
    variant: Callable[..., Path], change: tuple[str, str], kind: str
) -> None:
    load()
    before = stored()
    file = read_agreement_file(variant(change).read_bytes())
    assert isinstance(file, AgreementFile)
    with pytest.raises(LoadRefused) as refused:
        load_agreement(file, by_id=None, now=NOW, replace=True)
    assert refused.value.problems == [
        FileProblem(FileFault.CONFLICTS_WITH_STORED, details={"what": kind})
    ]
    assert stored() == before


def test_a_version_that_would_overlap_a_stored_one_is_refused(
    variant: Callable[..., Path],
) -> None:
    load()
    old = Undertaking.objects.get(code="jourkvall")
    old.valid_to = date(2025, 12, 31)
    old.save()
    before = stored()
    later = variant(
        (
            'measure = "evening_opening"\nvalid_from = 2025-04-01',
            'measure = "evening_opening"\nvalid_from = 2025-10-01',
        )
    )
    with pytest.raises(CommandError, match=r"redan är sparat \(åtaganden\)"):
        load(later)
    assert stored() == before
