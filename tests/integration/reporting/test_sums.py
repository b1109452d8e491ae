"""The figures of a whole scene hang together."""

import pytest

from reporting.domain.figures import Audience, Count, FollowUp, Share, TableKind
from reporting.domain.periods import ReportPeriod
from reporting.services import agreement_spans, make_followup
from tests.integration.reporting.conftest import FIRST_PERIOD, NOW, YEAR_2026


def followup(period: ReportPeriod = YEAR_2026) -> FollowUp:
    return make_followup(
        period=period, within=agreement_spans()[0], audience=Audience.INTERNAL, now=NOW
    )


@pytest.mark.usefixtures("jour")
@pytest.mark.parametrize("period", [FIRST_PERIOD, YEAR_2026])
def test_every_division_adds_up_to_its_total(period: ReportPeriod) -> None:
    divided = 0
    for spread in followup(period).tables:
        totals = [row for row in spread.rows if row.code == "total"]
        if not totals or spread.kind is TableKind.MONEY:
            continue
        divided += 1
        for place, total in enumerate(totals[0].cells):
            parts = [row.cells[place] for row in spread.rows if row.code != "total"]
            if isinstance(total, Count):
                assert total == Count(sum(p.value for p in parts if isinstance(p, Count)))
            elif isinstance(total, Share):
                shares = [part for part in parts if isinstance(part, Share)]
                assert total.numerator == sum(share.numerator for share in shares)
                assert total.denominator == sum(share.denominator for share in shares)
    assert divided == 11


@pytest.mark.usefixtures("jour")
def test_rows_of_cases_and_rows_of_what_was_done_never_share_a_table() -> None:
    kinds = {made.code: made.kind for made in followup().tables}
    activity = {code for code, kind in kinds.items() if kind is TableKind.ACTIVITY}
    assert activity == {
        "meetings-held",
        "evening-opening",
        "support-forms",
        "channels",
        "approved-contacts",
        "development",
        "cooperation",
        "information",
        "information-audience",
        "information-reached",
    }
