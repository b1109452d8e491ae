"""A partner's calendar file: every event answered, and what is ticked becomes confirmed.

The file is read in memory and forgotten with the answer: what is posted next are the evenings.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jourcase.agreement.models import Office
from jourcase.kernel import clock
from jourcase.kernel.acts import warn
from jourcase.kernel.local_time import local, local_date
from jourcase.kernel.refusals import RefusedError
from jourcase.kernel.swedish import short_date
from jourcase.kernel.uploads import takes_file, was_too_large
from volunteers.access import person, roles
from volunteers.domain.calendar_events import MOST_EVENTS, EventTime, read_calendar
from volunteers.domain.calendar_match import Answer, Outcome, Wanted, answers
from volunteers.domain.roles import Role
from volunteers.evenings import services, words
from volunteers.evenings.forms import MOST_BYTES, FileForm
from volunteers.models import Shift
from volunteers.words import REFUSALS

_coordinator = roles(Role.COORDINATOR)
_BACK, _AHEAD = timedelta(days=366), timedelta(days=2 * 366)
# What has nothing to do with the rota is counted when there is more of it than this.
MOST_SHOWN = 200
_ACTED_ON = frozenset({Outcome.CONFIRMS, Outcome.CANCELLED_BUT_CONFIRMED, Outcome.CLOSED_HERE})


@dataclass(frozen=True, slots=True)
class FileRow:
    """One answer, words already chosen; `key` when it can be ticked."""

    line: int
    when: str
    told: str
    tone: str
    key: uuid.UUID | None


@takes_file(most_bytes=MOST_BYTES)
@_coordinator
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """The file, and then each of its events with what it means for the rota."""
    now = clock.now()
    partners = list(Office.objects.filter(is_own=False))
    sent = request.method == "POST"
    form = FileForm(
        request.POST if sent else None, request.FILES if sent else None, partners=partners
    )
    context: dict[str, object] = {"form": form}
    if was_too_large(request):
        form.errors["file"] = form.error_class(["Filen är större än 1 MB."])
    elif form.is_bound and form.is_valid():
        problem, found, shifts = _read(form, now)
        if problem:
            form.add_error("file", problem)
        else:
            context |= _shown(found, shifts, form.office(), now)
            return render(request, "volunteers/partner_file_rows.html", context)
    return render(request, "volunteers/partner_file.html", context)


def _read(form: FileForm, now: datetime) -> tuple[str, list[Answer], list[Shift]]:
    since, until = now - _BACK, now + _AHEAD
    read = read_calendar(form.cleaned_data["file"].read(), since=since, until=until)
    if not read.is_calendar:
        told = "Det är ingen kalenderfil. Spara jourens kalender som .ics och välj den filen."
        return told, [], []
    if read.has_too_many:
        told = f"Filen har fler än {MOST_EVENTS} händelser. Spara bara det som gäller kvällarna."
        return told, [], []
    if not read.events:
        return "Kalendern är tom: det finns ingen händelse i filen.", [], []
    shifts = list(Shift.objects.between(since, until).filter(office=form.office()))
    wanted = [
        Wanted(
            key=one.pk,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            is_confirmed=one.confirmed_at is not None,
            is_closed=one.closed_at is not None,
        )
        for one in shifts
    ]
    return "", answers(read.events, wanted), shifts


def _shown(
    found: list[Answer], shifts: Iterable[Shift], office: Office, now: datetime
) -> dict[str, object]:
    keys = {one.pk: one.public_id for one in shifts}
    rows = [_row(one, keys, now) for one in found]
    ticked = [row for row in rows if row.key is not None]
    # What asks something of the reader first, and within it the order of the file.
    rest = [row for row in rows if row.key is None]
    rest.sort(key=lambda row: row.tone == "neutral")
    return {
        "office": office,
        "ticked": ticked,
        "rest": rest[:MOST_SHOWN],
        "left_out": max(len(rest) - MOST_SHOWN, 0),
        "total": len({one.line for one in found}),
        "broken": sum(one.problem is not None for one in found),
    }


def _row(one: Answer, keys: dict[int, uuid.UUID], now: datetime) -> FileRow:
    told = words.OUTCOMES[one.outcome]
    tone = "today" if one.outcome in _ACTED_ON else "neutral"
    if one.problem is not None:
        told, tone = words.PROBLEMS[one.problem], "late"
    is_asked = one.outcome is Outcome.CONFIRMS and one.key is not None
    return FileRow(
        line=one.line,
        when=_when(one.at, now) if one.at else "–",
        told=told,
        tone=tone,
        key=keys[one.key] if is_asked and one.key is not None else None,
    )


def _when(at: EventTime, now: datetime) -> str:
    day = short_date(at.on, today=local_date(now))
    if at.is_all_day:
        return f"{day}, hela dagen"
    hours = words.hours_text(local(at.starts_at).time(), local(at.ends_at).time())
    return f"{day} {hours}"


@_coordinator
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Those that were ticked, all or none."""
    user, now = person(request), clock.now()
    chosen = _chosen(request.POST.getlist("kvall"))
    if not chosen:
        messages.info(request, "Ingen kväll var ikryssad, så inget är ändrat.")
        return redirect("volunteers:rota")
    try:
        count = services.confirm_evenings(shifts=chosen, by=user, now=now)
    except RefusedError as error:
        warn(request, error, REFUSALS)
        messages.warning(request, "Inget är ändrat. Lämna in filen igen.")
        return redirect("volunteers:partner_file")
    told = "1 kväll bekräftad" if count == 1 else f"{count} kvällar bekräftade"
    messages.success(request, f"{told} genom kalenderfilen.")
    return redirect("volunteers:rota")


def _chosen(said: Iterable[str]) -> list[Shift]:
    """Only a partner's evenings; what is no id is passed over."""
    keys = []
    for one in said:
        try:
            keys.append(uuid.UUID(one))
        except ValueError:
            continue
    return list(Shift.objects.filter(public_id__in=keys, office__is_own=False))
