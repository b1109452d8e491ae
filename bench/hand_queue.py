"""The call list by hand: raw SQL, one loop, format strings."""

from dataclasses import dataclass
from datetime import datetime, time
from html import escape

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import reverse

from bench.frame import (
    csrf_field,
    framed,
    instant,
    maybe_instant,
    plain,
    public,
    rows,
    short_name,
    tag,
    to,
)
from cases.domain.safe_hours import SafeHours
from contacts.cards import ROWS_SHOWN
from contacts.domain.entry import UNDO_WITHIN
from contacts.domain.enums import Result
from contacts.domain.hours import CALLBACK_LEAD, calling_week
from jourcase.kernel import clock, sealed
from jourcase.kernel.local_time import end_of_local_day, local, local_date, start_of_local_day
from jourcase.kernel.swedish import near_date, near_instant
from volunteers.access import person, roles
from volunteers.domain.roles import Role

_TRIES = ("Första", "Andra", "Tredje", "Fjärde", "Femte", "Sjätte")
_COUNTS = ("Inget", "Ett", "Två", "Tre", "Fyra", "Fem", "Sex")

_LIST = """
    SELECT c.id, c.public_id, c.reference, c.received_at, c.deadline_at, c.first_contact_at,
           c.phone_tries, c.evening_tries, c.next_due_at, c.next_is_evening_only,
           c.callback_at, i.name, i.safe_hours, t.minimum_phone_attempts,
           t.minimum_evening_attempts, holder.full_name, c.reached_at
    FROM cases_case c
    JOIN agreement_termsversion t ON t.id = c.terms_id
    LEFT JOIN cases_identity i ON i.case_id = c.id
    LEFT JOIN contacts_draft d
           ON d.case_id = c.id AND d.released_at IS NULL AND d.claimed_until > %s
    LEFT JOIN volunteers_user holder ON holder.id = d.user_id
    WHERE c.next_due_at IS NOT NULL AND NOT c.is_protected AND c.next_due_at <= %s
    ORDER BY CASE WHEN c.next_due_at > %s THEN 1
                  WHEN c.next_is_evening_only AND %s = 0 THEN 1 ELSE 0 END,
             CASE WHEN c.callback_at <= %s THEN 0
                  WHEN c.first_contact_at IS NULL AND c.callback_at IS NULL
                       AND c.deadline_at < %s THEN 1
                  WHEN c.first_contact_at IS NULL AND c.callback_at IS NULL
                       AND c.deadline_at <= %s THEN 2
                  WHEN c.next_is_evening_only AND %s = 1 THEN 3 ELSE 4 END,
             CASE WHEN c.callback_at <= %s THEN c.callback_at ELSE c.deadline_at END,
             c.received_at, c.id
    LIMIT %s"""


@dataclass(slots=True)
class _Line:
    public_id: str
    name: str
    reference: str
    tone: str
    why: str
    facts: str
    blocked: str
    is_hindered: bool


def _name(case_id: int, stored: str | None) -> str:
    return plain("cases_identity", "name", case_id, case_id, stored or "")


def _lines(
    now: datetime, is_evening: bool, next_shift_at: datetime | None
) -> tuple[list[_Line], int]:
    today, lead = local_date(now), now + CALLBACK_LEAD
    ends, evening = end_of_local_day(today), int(is_evening)
    found = rows(
        _LIST, now, ends, now, evening, lead, now, ends, evening, lead, ROWS_SHOWN
    )  # fmt: skip
    lines, evenings = [], 0
    sealed.open_keys(f"case:{row[0]}" for row in found)
    for (
        case_id, public_id, reference, received_at, deadline_at, first_contact_at, tries,
        evening_tries,
        next_due_at, evening_only, callback_at, name, safe_hours, needed, evening_needed,
        holder, reached_at,
    ) in found:  # fmt: skip
        received, deadline, due = instant(received_at), instant(deadline_at), instant(next_due_at)
        callback = maybe_instant(callback_at)
        evenings += bool(evening_only)
        if callback is not None:
            why = f"Vi lovade ringa {near_instant(callback, now=now)}"
            tone = "today" if callback <= lead else "neutral"
        elif first_contact_at is None and deadline < now:
            on = near_date(local_date(deadline), today=today)
            tone, why = "late", f"Försenad: första kontakt skulle tagits {on}"
        elif first_contact_at is None and deadline <= ends:
            tone, why = "today", "Första kontakt – sista dagen i dag"
        elif evening_only:
            tone, why = "evening", f"{_COUNTS[tries]} försök gjorda, inget på kvällen"
        elif first_contact_at is None and next_shift_at and deadline < next_shift_at:
            tone, why = "today", "Ring nu: nästa bemannade pass är efter sista dagen"
        elif first_contact_at is None:
            why = "Ny i dag" if local_date(received) == today else "Första samtalet"
            tone = "neutral"
        else:
            tone, why = "neutral", f"{_TRIES[tries]} försöket"
        hindrance = _hindrance(now, due, safe_hours or "", bool(evening_only) and not is_evening)
        kvall = "klar" if evening_tries >= evening_needed else "saknas"
        done = f"{tries} försök gjorda" if tries >= needed else f"Försök {tries + 1} av {needed}"
        facts = "Redan nådd" if reached_at else f"{done} · kväll {kvall}"
        if first_contact_at is None:
            facts = f"Senast {near_instant(deadline, now=now)} · {facts}"
        lines.append(
            _Line(
                public(public_id),
                escape(_name(case_id, name).split(" ", 1)[0] or "Namn saknas"),
                reference,
                tone,
                why,
                facts,
                f"{escape(short_name(holder))} ringer nu" if holder else hindrance,
                bool(hindrance),
            )
        )
    lines.sort(key=lambda line: (bool(line.blocked), line.is_hindered))
    return lines, evenings


def _hindrance(now: datetime, due: datetime, safe_hours: str, waits: bool) -> str:
    if due > now or waits:
        return f"Vänta till {_day(due, now)}kl. {_hour(due)}"
    week = calling_week(SafeHours.parse(safe_hours))
    if week.holds(now):
        return ""
    if not safe_hours:
        return "Ring mellan kl. 8 och 21"
    opens = week.next_moment(now)
    closes = week.closes(opens) or opens
    return f"Får bara ringas {_day(opens, now)}{_hour(opens)}–{_hour(closes)}"


def _hour(at: datetime) -> str:
    clock = local(at)
    return str(clock.hour) if clock.minute == 0 else f"{clock:%H.%M}"


def _day(at: datetime, now: datetime) -> str:
    today = local_date(now)
    return "" if local_date(at) == today else f"{near_date(local_date(at), today=today)} "


def _row(line: _Line, token: str) -> str:
    if line.blocked:
        act, css, more = (
            "                  <span></span>",
            'class="lista-dampad"',
            f"· {line.blocked}",
        )
    else:
        url = to("contacts:begin", line.public_id)
        css = more = ""
        act = f"""                  <form method="post"
                        action="{url}"
                        hx-post="{url}"
                        hx-target="#ringlista"
                        hx-swap="outerHTML"
                        hx-push-url="true">
                    {csrf_field(token)}
                    <button type="submit" class="knapp knapp-secondary">
                      Ta nu<span class="dold"> – {line.name} {line.reference}</span>
                    </button>
                  </form>"""
    return f"""
              <li {css}>
                <div class="lista-namn">{line.name} <span class="tyst">{line.reference}</span></div>
                <div>
                  {tag(line.tone, line.why)}
                  <span class="tyst">
                    {line.facts}
                    {more}
                  </span>
                </div>
{act}
              </li>
"""


def _first(line: _Line, token: str) -> str:
    url = reverse("contacts:begin_next")
    return f"""
<article class="kort ringkort" aria-labelledby="ring-namn">
  <header class="ringkort-huvud">
    <div class="rad rad-isar">
{tag(line.tone, line.why)}
      <span class="ref">{line.reference}</span>
    </div>
    <h2 id="ring-namn">Ring härnäst: {line.name}</h2>
  </header>
  <form method="post"
        action="{url}"
        hx-post="{url}"
        hx-target="#ringlista"
        hx-swap="outerHTML"
        hx-push-url="true"
        class="ringkort-ring">
    {csrf_field(token)}
    <button type="submit" class="knapp knapp-ring">
      <svg class="ikon" aria-hidden="true">
        <use href="#i-telefon" />
      </svg>
      Börja ringa
    </button>
    <p class="rakna">{line.facts}</p>
  </form>
</article>
"""


def _saved(user_id: int, now: datetime, token: str) -> str:
    found = rows(
        """SELECT k.public_id, k.result, k.occurred_at, c.reference
           FROM contacts_contact k JOIN cases_case c ON c.id = k.case_id
           WHERE k.made_by_id = %s AND k.logged_at > %s AND k.draft_id IS NOT NULL
                 AND k.undone_at IS NULL AND k.replaced_by_id IS NULL
           ORDER BY k.logged_at DESC, k.id DESC LIMIT 1""",
        user_id,
        now - UNDO_WITHIN,
    )
    if not found:
        return ""
    public_id, result, at, reference = found[0]
    said = f"{reference} – {Result(result).label.lower()}, {near_instant(instant(at), now=now)}."
    return f"""<div class="notis notis-saved" id="sparat" role="status" data-focus>
    <p><b>Sparat:</b> {said}</p>
    <form method="post" action="{to("contacts:undo", public(public_id))}" data-quiet>
      {csrf_field(token)}<button type="submit" data-undo>Ångra</button>
    </form>
  </div>"""


def _drafts(user_id: int, now: datetime, token: str) -> str:
    found = rows(
        """SELECT d.id, d.started_at, c.reference
           FROM contacts_draft d JOIN cases_case c ON c.id = d.case_id
           LEFT JOIN contacts_contact k ON k.draft_id = d.id
           WHERE d.user_id = %s AND k.id IS NULL AND d.discarded_at IS NULL AND d.content <> ''
           ORDER BY d.started_at DESC, d.id DESC LIMIT 5""",
        user_id,
    )
    if not found:
        return ""
    items = "".join(
        f"""<li><span>{reference} {near_instant(instant(at), now=now)}</span>
            <form method="post" action="{to("contacts:resume", public(draft))}" data-quiet>
              {csrf_field(token)}<button type="submit">Fortsätt</button></form></li>"""
        for draft, at, reference in found
    )
    return f'<section class="kort"><h2>Dina utkast</h2><ul class="lista">{items}</ul></section>'


def _tonight(now: datetime) -> str:
    today = local_date(now)
    found = rows(
        """SELECT s.id, s.starts_at, s.ends_at, o.is_own, o.name, u.full_name
           FROM volunteers_shift s JOIN agreement_office o ON o.id = s.office_id
           LEFT JOIN volunteers_shiftsignup p ON p.shift_id = s.id
           LEFT JOIN volunteers_user u ON u.id = p.user_id
           WHERE s.ends_at > %s AND s.starts_at <= %s AND s.starts_at >= %s
           ORDER BY s.starts_at, p.id""",
        now,
        end_of_local_day(today),
        start_of_local_day(today),
    )
    if not found:
        return "<p>Ingen öppen kväll i dag.</p>"
    shift, starts, ends, is_own, office, _ = found[0]
    people = ", ".join(escape(short_name(row[5])) for row in found if row[0] == shift and row[5])
    if not is_own:
        who = f"hos {escape(office)}."
    else:
        who = f"med {people}" if people else "– ingen är anmäld än."
    hours = f"{local(instant(starts)):%H.%M}–{local(instant(ends)):%H.%M}"
    return f"""<p>
        Öppet <b>{hours}</b>
        {who}
      </p>"""


@roles(Role.COORDINATOR)
def queue(request: HttpRequest) -> HttpResponse:
    """Att ringa nu, of a coordinator who has not begun a call."""
    now, user_id = clock.now(), person(request).pk
    begun = rows(
        """SELECT id FROM contacts_draft WHERE user_id = %s AND released_at IS NULL
           AND claimed_until > %s AND NOT from_case LIMIT 1""",
        user_id,
        now,
    )
    if begun:
        return HttpResponseRedirect(to("contacts:call", public(begun[0][0])))
    hours = rows(
        """SELECT evening_start, evening_end, (
             SELECT MIN(s.starts_at) FROM volunteers_shift s
             JOIN agreement_office o ON o.id = s.office_id AND o.is_own
             WHERE s.ends_at > %s AND EXISTS (
               SELECT 1 FROM volunteers_shiftsignup p WHERE p.shift_id = s.id))
           FROM agreement_termsversion WHERE valid_from <= %s ORDER BY valid_from DESC LIMIT 1""",
        now,
        local_date(now).isoformat(),
    )
    begins, ends, next_shift = hours[0]
    clock_now = time(local(now).hour, local(now).minute).isoformat()
    is_evening = str(begins) <= clock_now < str(ends)
    lines, evenings = _lines(now, is_evening, maybe_instant(next_shift))
    token = get_token(request)
    waiting = sum(not line.blocked for line in lines)
    first = lines.pop(0) if lines and not lines[0].blocked else None
    need = f", {evenings} behöver kvällsförsök" if evenings else ""
    return framed(
        request,
        "Att ringa nu",
        "contacts:queue",
        f"""<div id="ringlista">
  <div class="sidhuvud">
    <h1>Att ringa nu</h1>
  </div>
  {_saved(user_id, now, token)}
  <div class="spalter">
    <div class="stapel">
      {_first(first, token) if first else ""}
        <section class="stapel-tat" aria-labelledby="sedan">
          <h2 id="sedan">Sedan</h2>
          <ul class="lista">
            {"".join([_row(line, token) for line in lines])}
          </ul>
        </section>
    </div>
<aside class="stapel" aria-label="Läget">
  <section class="kort">
    <h2>I dag</h2>
      {_tonight(now)}
    <p class="tyst">
      {waiting} att ringa nu{need}.
    </p>
  </section>
  {_drafts(user_id, now, token)}
</aside>
  </div>
</div>""",
    )
