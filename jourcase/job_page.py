"""How far a long piece of work has come, for the one who asked for it."""

import uuid
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jourcase.outbox.jobs import kind_of
from jourcase.outbox.models import Job
from volunteers.access import for_everyone, person
from volunteers.login.locking import by_itself


@dataclass(frozen=True, slots=True)
class JobCard:
    """What is told of a job, in words."""

    id: uuid.UUID
    title: str
    status: str
    percent: int
    is_over: bool
    has_failed: bool
    result_url: str


@for_everyone
@by_itself
@require_GET
def show(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    """The page, or its part alone for the page that asks every other second."""
    job = Job.objects.filter(pk=job_id, asked_by=person(request)).first()
    if job is None:
        raise Http404
    template = "jobs/_job.html" if request.htmx else "jobs/job.html"  # type: ignore[attr-defined]
    return render(request, template, {"job": card(job)})


def card(job: Job) -> JobCard:
    kind = kind_of(job.kind)
    is_ready = job.done_at is not None and kind.result_url is not None
    return JobCard(
        id=job.pk,
        title=kind.title,
        status=_status(job),
        percent=job.percent,
        is_over=job.is_over,
        has_failed=job.failed_at is not None,
        result_url=kind.result_url(job) if is_ready and kind.result_url else "",
    )


def _status(job: Job) -> str:
    if job.failed_at is not None:
        return "Det gick inte. Försök igen, eller säg till samordnaren."
    if job.done_at is not None:
        return "Klart."
    if not job.steps_done:
        return "Väntar på att börja. Du kan lämna sidan, arbetet fortsätter ändå."
    return f"{job.percent} % klart. Du kan lämna sidan, arbetet fortsätter ändå."
