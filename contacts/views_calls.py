"""The call list and the logging of calls."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.access import record_search
from cases.services.look_up import answer_code
from contacts import access, words
from contacts.cards import CallCard, bind_form, call_card, call_page
from contacts.domain.entry import ContactEntry, ContactRefusal
from contacts.forms import ContactForm, content_from_contact, content_of
from contacts.models import Callback, Contact, Draft
from contacts.queue import Moment
from contacts.services import calls, log
from jourcase.kernel import clock
from jourcase.kernel.acts import warn
from jourcase.kernel.refusals import RefusedError
from volunteers import ceilings
from volunteers.access import opens_cases, person, roles
from volunteers.domain.roles import Role
from volunteers.login.locking import by_itself, in_call

_callers = roles(Role.COORDINATOR, Role.VOLUNTEER)


def _show(request: HttpRequest, moment: Moment, card: CallCard | None) -> HttpResponse:
    page = call_page(person(request), moment, card)
    template = "contacts/_queue.html" if request.htmx else "contacts/queue.html"  # type: ignore[attr-defined]
    return render(request, template, {"page": page})


@_callers
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Att ringa nu. A call that has begun from the list is shown at once."""
    user, now = person(request), clock.now()
    begun = Draft.objects.live(now).shown_to(user).filter(from_case=False).first()
    if begun is not None:
        return redirect("contacts:call", begun.pk)
    access.record_list(user, now=now)
    return _show(request, Moment.at(now), None)


@opens_cases
@_callers
@in_call
@require_POST
def begin_next(request: HttpRequest) -> HttpResponse:
    """Claim the first free case of the list."""
    return _to_next(request, Moment.at(clock.now()))


def _to_next(request: HttpRequest, moment: Moment) -> HttpResponse:
    try:
        draft = calls.begin_next(user=person(request), moment=moment)
    except RefusedError as error:
        warn(request, error, words.REFUSALS)
        draft = None
    return redirect("contacts:call", draft.pk) if draft else redirect("contacts:queue")


@opens_cases
@_callers
@in_call
@require_POST
def begin(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Claim this case: "Ta nu" in the list, or "Ring" and "Logga" on its page."""
    user, now = person(request), clock.now()
    case = access.case_to_ring(user, public_id, now=now)
    from_case = request.POST.get("from") == "case"
    try:
        draft = calls.begin_call(case=case, user=user, now=now, from_case=from_case)
    except RefusedError as error:
        warn(request, error, words.REFUSALS)
        return redirect("contacts:case", public_id) if from_case else redirect("contacts:queue")
    return redirect("contacts:call", draft.pk)


@opens_cases
@roles(Role.VOLUNTEER)
@in_call
@require_POST
def continue_by_code(request: HttpRequest) -> HttpResponse:
    """ "Personen ringer oss": claim the case of the three words, for a call that has come in. Asked
    anew here, whatever the search said; every asking leaves its trace and counts as a search.
    """
    user, now = person(request), clock.now()
    record_search(user, now=now)
    answer = answer_code(request.POST.get("words", "")[:120], user=user, now=now)
    if answer is None or answer.case is None:
        messages.warning(request, words.NO_SUCH_CODE)
        return redirect("cases:search")
    try:
        draft = calls.begin_call(case=answer.case, user=user, now=now)
    except RefusedError as error:
        warn(request, error, words.REFUSALS)
        return redirect("contacts:queue")
    return redirect("contacts:call", draft.pk)


@_callers
@in_call
@require_GET
def call(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """A begun call. One that is already saved or thrown away leads on to the list."""
    user, moment = person(request), Moment.at(clock.now())
    draft = access.draft_to_show(user, draft_id, now=moment.now)
    if draft.is_over:
        return redirect("contacts:queue")
    return _show(request, moment, call_card(draft, moment, user, bind_form(draft, moment)))


@_callers
@in_call
@require_http_methods(["GET", "POST"])
def save(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Save the contact and go on: to the next person, or back to the case.

    Whoever comes by GET has loaded the page again, or logged in again in the middle of a call.
    """
    if request.method == "GET":
        return redirect("contacts:call", draft_id)
    user, moment = person(request), Moment.at(clock.now())
    draft = access.draft_for(user, draft_id)
    if draft.is_saved:
        return _after_saving(request, draft, moment, is_first=False)
    form = bind_form(draft, moment, request.POST)
    if form.is_valid() and not form.must_ask and _saved(draft, form.entry(), form):
        return _after_saving(request, draft, moment, is_first=True)
    return _show(request, moment, call_card(draft, moment, user, form))


def _saved(draft: Draft, entry: ContactEntry, form: ContactForm) -> bool:
    """True when it was stored; otherwise the refusals stand on the form."""
    try:
        log.save_draft(
            draft=draft, entry=entry, now=form.now, confirmed=form.cleaned_data["confirmed"]
        )
    except RefusedError as error:
        if ContactRefusal.SOMEBODY_LOGGED_MEANWHILE in error.refusals:
            form.meanwhile = log.logged_meanwhile(draft)
        form.refuse(error.refusals)
        return False
    return True


def _after_saving(
    request: HttpRequest, draft: Draft, moment: Moment, *, is_first: bool
) -> HttpResponse:
    if draft.from_case:
        return redirect(access.page_after(draft.user, draft.case))
    # A second press on the same button must not claim yet another person; nor is one claimed when
    # very many have been shown: whoever asks for the next one is asked who they are.
    if not is_first or not ceilings.may_go_on(draft.user, now=moment.now):
        return redirect("contacts:queue")
    return _to_next(request, moment)


@_callers
@in_call
@require_POST
def autosave(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Keep what is being typed. Always 204: a late one after the real save is ignored."""
    draft = access.draft_for(person(request), draft_id)
    sequence = request.POST.get("sequence", "")
    if sequence.isascii() and sequence.isdigit() and len(sequence) < 9:
        calls.autosave(
            draft=draft,
            content=content_of(request.POST),
            sequence=int(sequence),
            now=clock.now(),
        )
    return HttpResponse(status=204)


@_callers
@by_itself
@require_POST
def alive(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """The page tells that it is still open, or that "Ring" was pressed."""
    draft, now = access.draft_for(person(request), draft_id), clock.now()
    if request.POST.get("dialled"):
        calls.dial(draft=draft, now=now)
    else:
        calls.keep_alive(draft=draft, now=now)
    return HttpResponse(status=204)


@_callers
@require_POST
def release(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Leave the person to somebody else; what was typed stays as a draft."""
    calls.release(draft=access.draft_for(person(request), draft_id), now=clock.now())
    return redirect("contacts:queue")


@_callers
@require_POST
def discard(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Throw the draft away."""
    calls.discard(draft=access.draft_for(person(request), draft_id), now=clock.now())
    messages.info(request, "Utkastet är kastat.")
    return redirect("contacts:queue")


@_callers
@in_call
@require_POST
def resume(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse:
    """Take up a draft again: claim its case if nobody else has it, and show what was typed."""
    user, now = person(request), clock.now()
    draft = access.draft_for(user, draft_id)
    if access.may_ring(user, draft.case, now=now):
        try:
            calls.begin_call(case=draft.case, user=user, now=now, from_case=draft.from_case)
        except RefusedError as error:
            warn(request, error, words.REFUSALS)
    return redirect("contacts:call", draft.pk)


def _said(contact: Contact) -> dict[str, list[str]]:
    promised = Callback.objects.filter(promised_in=contact).first()
    return content_from_contact(contact, promised.due_at if promised else None)


@_callers
@in_call
@require_POST
def undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take the contact back within ten minutes, and show its case again with what was typed."""
    user, now = person(request), clock.now()
    contact = access.own_contact(user, public_id)
    try:
        log.undo(contact=contact, by=user, now=now)
    except RefusedError as error:
        warn(request, error, words.REFUSALS)
        return redirect("contacts:queue")
    messages.success(request, "Ångrat. Kontakten räknas inte.")
    try:
        draft = calls.begin_again(contact=contact, said=_said(contact), user=user, now=now)
    except RefusedError:
        return redirect("contacts:queue")
    return redirect("contacts:call", draft.pk)
