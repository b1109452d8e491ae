"""Making a follow-up, and finding the cases behind one of its figures."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Q

from jourcase.agreement.domain.period import ends_on, periods
from jourcase.agreement.domain.undertakings import Measure
from jourcase.agreement.models import Agreement, District, SupportForm, TermsVersion, Undertaking
from jourcase.kernel.local_time import local_date
from jourcase.kernel.swedish import capitalised
from reporting import method
from reporting.counting import counted
from reporting.domain.disclosure import Rules, for_city
from reporting.domain.figures import (
    Audience,
    Count,
    FollowUp,
    Parties,
    Section,
    Table,
)
from reporting.domain.periods import ReportPeriod, previous_period
from reporting.measures import breakdowns
from reporting.measures.registry import MEASURES
from reporting.measures.specs import Context, SectionSpec
from reporting.words import period_label
