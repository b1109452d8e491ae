"""Referring onwards: what age says, and what stands against an offer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.enums import AgeBand
from cases.domain.referral import (
    Advice,
    Age,
    Offer,
    advice,
    age_answer_refusals,
    band_on,
    offer_refusals,
    possible_bands,
    read_born,
)
from cases.domain.referral_codes import (
    NotRelevant,
    Recipient,
    ReferralRefusal,
    ReferralState,
)

R, S = ReferralRefusal, ReferralState
TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
# Both nights when the clocks change, midsummer and New Year lie in here.
MOMENTS = st.integers(0, 2 * 365 * 24 * 60 * 60).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
BORN = st.dates(min_value=date(1990, 1, 1), max_value=date(2015, 12, 31))


# --- Age -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "band"),
    [
        pytest.param(Age(born=date(2005, 11, 24)), AgeBand.UNDER, id="21-tomorrow"),
        pytest.param(Age(born=date(2005, 11, 23)), AgeBand.EXACTLY, id="21-today"),
        pytest.param(Age(born=date(2004, 11, 24)), AgeBand.EXACTLY, id="22-tomorrow"),
        pytest.param(Age(born=date(2004, 11, 23)), AgeBand.OVER, id="22-today"),
        pytest.param(Age(birth_year=2005), AgeBand.ASK, id="20-or-21"),
        pytest.param(Age(birth_year=2004), AgeBand.ASK, id="21-or-22"),
        pytest.param(Age(birth_year=2006), AgeBand.UNDER, id="19-or-20"),
        pytest.param(Age(birth_year=2003), AgeBand.OVER, id="22-or-23"),
        pytest.param(
            Age(birth_year=2005, stated=AgeBand.EXACTLY), AgeBand.EXACTLY, id="asked-and-answered"
        ),
        pytest.param(
            Age(birth_year=2004, stated=AgeBand.UNDER), AgeBand.ASK, id="an-answer-that-is-over"
        ),
        pytest.param(Age(stated=AgeBand.UNDER), AgeBand.UNDER, id="said"),
        pytest.param(Age(stated=AgeBand.UNKNOWN), AgeBand.UNKNOWN, id="does-not-know"),
        pytest.param(Age(), None, id="nobody-has-asked"),
    ],
)
def test_the_side_of_the_referral_age_is_that_of_the_day(age: Age, band: AgeBand | None) -> None:
    assert band_on(age, on=TODAY, referral_age=21) == band


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2005-11-23", (date(2005, 11, 23), None)),
        ("2005", (None, 2005)),
        ("", (None, None)),
        ("kan inte visas", (None, None)),
        ("٢٠٠٥", (None, None)),
    ],
)
def test_what_the_identity_keeps_is_read(text: str, read: tuple[date | None, int | None]) -> None:
    assert read_born(text) == read


@pytest.mark.parametrize(
    ("year", "asked"),
    [
        (2005, (AgeBand.UNDER, AgeBand.EXACTLY)),
        (2004, (AgeBand.EXACTLY, AgeBand.OVER)),
        (2010, (AgeBand.UNDER,)),
        (None, (AgeBand.UNDER, AgeBand.EXACTLY, AgeBand.OVER, AgeBand.UNKNOWN)),
    ],
)
def test_only_what_is_needed_is_asked(year: int | None, asked: tuple[AgeBand, ...]) -> None:
    assert possible_bands(Age(birth_year=year), on=TODAY, referral_age=21) == asked


@given(born=BORN, on=st.dates(min_value=date(2026, 1, 1), max_value=date(2030, 12, 31)))
def test_the_true_answer_is_always_among_those_that_are_asked(born: date, on: date) -> None:
    true = band_on(Age(born=born), on=on, referral_age=21)
    asked = possible_bands(Age(birth_year=born.year), on=on, referral_age=21)
    assert true in asked
    # And it settles the matter: nobody is asked twice.
    assert true is not None
    assert band_on(Age(birth_year=born.year, stated=true), on=on, referral_age=21) == true


@pytest.mark.parametrize(
    ("band", "changed", "expected"),
    [
        pytest.param(AgeBand.UNDER, {}, Advice.SUGGEST, id="under"),
        pytest.param(AgeBand.EXACTLY, {}, Advice.DECIDE, id="exactly"),
        pytest.param(AgeBand.OVER, {}, Advice.NONE, id="over"),
        pytest.param(AgeBand.ASK, {}, Advice.ASK_SIDE, id="ask"),
        pytest.param(None, {}, Advice.ASK_AGE, id="nobody-has-asked"),
        pytest.param(AgeBand.UNKNOWN, {}, Advice.NONE, id="does-not-know"),
        pytest.param(AgeBand.UNDER, {"is_settled": True}, Advice.NONE, id="once-only"),
        pytest.param(AgeBand.EXACTLY, {"is_settled": True}, Advice.NONE, id="decided"),
        pytest.param(AgeBand.UNDER, {"is_open": False}, Advice.NONE, id="closed"),
        pytest.param(
            AgeBand.EXACTLY,
            {"was_under": True, "is_in_support": True},
            Advice.NONE,
            id="turned-21-during-support-is-not-moved",
        ),
        pytest.param(
            AgeBand.EXACTLY, {"was_under": True}, Advice.DECIDE, id="turned-21-before-support"
        ),
        pytest.param(
            AgeBand.EXACTLY, {"is_in_support": True}, Advice.DECIDE, id="was-21-all-along"
        ),
        pytest.param(
            AgeBand.UNDER,
            {"was_under": True, "is_in_support": True},
            Advice.SUGGEST,
            id="still-under",
        ),
    ],
)
def test_stodcentrum_is_suggested_under_and_decided_at_the_age(
    band: AgeBand | None, changed: dict[str, bool], expected: Advice
) -> None:
    usual = {"was_under": False, "is_in_support": False, "is_settled": False, "is_open": True}
    assert advice(band, **(usual | changed)) == expected


# --- The offer -----------------------------------------------------------------------------------

YOUNG = Offer(Recipient.STODCENTRUM, S.OFFERED)
NOT_RELEVANT = Offer(Recipient.STODCENTRUM, S.NOT_RELEVANT, why_not=NotRelevant.HAS_CONTACT)
JOUR = Offer(Recipient.OTHER_JOUR, S.OFFERED, to_whom="Partnerjour 1")


def refused(
    offer: Offer, band: AgeBand | None = AgeBand.UNDER, **changed: bool
) -> set[ReferralRefusal]:
    usual = {"is_coordinator": True, "is_under_way": False}
    return offer_refusals(offer, band=band, **(usual | changed))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(refused(YOUNG), set(), id="under"),
        pytest.param(refused(YOUNG, AgeBand.UNKNOWN), set(), id="does-not-know-the-age"),
        pytest.param(refused(YOUNG, None), {R.AGE_TO_BE_ASKED}, id="nobody-asked"),
        pytest.param(refused(YOUNG, AgeBand.ASK), {R.AGE_TO_BE_ASKED}, id="20-or-21"),
        pytest.param(
            age_answer_refusals(AgeBand.OVER, Age(birth_year=2005), on=TODAY, referral_age=21),
            {R.AGE_CANNOT_BE},
            id="an-answer-that-the-year-forbids",
        ),
        pytest.param(
            age_answer_refusals(AgeBand.UNDER, Age(birth_year=2005), on=TODAY, referral_age=21),
            set(),
            id="an-answer-that-the-year-leaves",
        ),
        pytest.param(refused(YOUNG, AgeBand.OVER), {R.TOO_OLD}, id="over"),
        pytest.param(refused(NOT_RELEVANT, AgeBand.OVER), set(), id="not-relevant-over"),
        pytest.param(
            refused(YOUNG, AgeBand.EXACTLY), {R.DECISION_WITHOUT_REASON}, id="21-without-why"
        ),
        pytest.param(
            refused(Offer(Recipient.STODCENTRUM, S.OFFERED, reason="Vill dit"), AgeBand.EXACTLY),
            set(),
            id="21-with-why",
        ),
        pytest.param(
            refused(YOUNG, AgeBand.EXACTLY, is_coordinator=False),
            {R.COORDINATOR_DECIDES, R.DECISION_WITHOUT_REASON},
            id="21-by-a-volunteer",
        ),
        pytest.param(refused(YOUNG, is_under_way=True), {R.ALREADY_UNDER_WAY}, id="twice"),
        pytest.param(refused(JOUR, None), set(), id="age-is-no-matter-to-another-jour"),
        pytest.param(
            refused(Offer(Recipient.MUNICIPALITY, S.OFFERED, to_whom="  "), None),
            {R.RECIPIENT_MISSING},
            id="which-kommun",
        ),
        pytest.param(
            refused(Offer(Recipient.STODCENTRUM, S.NOT_RELEVANT)), {R.WHY_NOT_MISSING}, id="why"
        ),
        pytest.param(
            refused(Offer(Recipient.STODCENTRUM, S.NOT_RELEVANT, why_not=NotRelevant.OTHER)),
            {R.REASON_MISSING},
            id="why-other",
        ),
    ],
)
def test_what_stands_against_an_offer(
    found: set[ReferralRefusal], expected: set[ReferralRefusal]
) -> None:
    assert found == expected
