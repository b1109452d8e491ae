"""The dashboard by hand: raw SQL, one loop, format strings."""

from collections import Counter
from datetime import date, datetime, timedelta
from html import escape

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse

from bench.frame import (
    csrf_field,
    framed,
    instant,
    maybe_instant,
    public,
    rows,
    short_name,
    tag,
    to,
)
from cases.domain.referral import REMINDER_DAYS
from contacts.domain.hours import CALLBACK_LEAD
from jourcase.kernel import clock
from jourcase.kernel.local_time import end_of_local_day, local, local_date, start_of_local_day
from jourcase.kernel.swedish import WEEKDAYS_SHORT, near_date, near_instant, short_date
from reporting.dashboard import DAYS_AHEAD, ROWS_SHOWN
from volunteers.access import person, roles
from volunteers.domain.roles import Role

_TRIES = ("Första", "Andra", "Tredje", "Fjärde", "Femte", "Sjätte")
_COUNTS = ("Inget", "Ett", "Två", "Tre", "Fyra", "Fem", "Sex")
_CARDS = (
    ("forsenade", "Försenade", "Inget är försenat", "late"),
    ("sista-dag", "Sista dag i dag", "Inget går ut i dag", "today"),
    ("fore-nasta-pass", "Hinner inte före nästa pass", "Alla hinner nästa pass", "today"),
    ("kvall-saknas", "Kväll saknas", "Ingen väntar på kvällen", "evening"),
    ("uppringningar", "Utlovade uppringningar nu", "Ingen utlovad uppringning nu", "today"),
    ("pausade", "Någon annan svarade", "Inga samtal är pausade", "late"),
    ("fel-nummer", "Inget nummer fungerar", "Alla har ett nummer", ""),
    ("utan-ansvarig", "Utan ansvarig", "Alla har en ansvarig", ""),
    ("forsok-gjorda", "Försöken är gjorda", "Inget väntar på avslut", ""),
    ("att-komplettera", "Att komplettera", "All statistik är ifylld", ""),
)
# What the coordinator may see of what is open; %(…)s are filled once a page.
_OPEN = """FROM cases_case c WHERE c.closed_at IS NULL AND (NOT c.is_protected OR EXISTS (
    SELECT 1 FROM cases_case_protected_readers r WHERE r.case_id = c.id AND r.user_id = {user}))"""
_OWED = "c.first_contact_at IS NULL AND c.contact_exemption = '' AND NOT c.is_protected"
_UNREACHED = "c.reached_at IS NULL AND NOT c.is_protected"
# In this order: the next shift, the end of today, now, now, the next shift.
_BEFORE_SHIFT = f"""{_UNREACHED} AND (
    (c.contact_exemption = '' AND c.deadline_at < %s AND (c.deadline_at > %s
        OR (c.first_contact_at IS NOT NULL AND c.deadline_at >= %s)))
    OR (c.tries_exemption = '' AND NOT c.has_tried_enough
        AND c.follow_through_until >= %s AND c.follow_through_until < %s))"""
_WRONG = """c.reach_by = 'phone' AND NOT c.has_working_phone AND NOT c.is_anonymous
    AND c.reached_at IS NULL"""
_GAPS = """c.relation = '' OR c.gender = '' OR c.age_band = '' OR c.crime_type = ''
    OR c.police_report = '' OR (c.district_id IS NULL AND NOT c.is_protected)"""


def _of_shift(now: datetime, far: datetime) -> tuple[datetime, ...]:
    return far, end_of_local_day(local_date(now)), now, now, far


def _counters(user_id: int, now: datetime, next_shift: datetime | None) -> tuple[int, ...]:
    ends = end_of_local_day(local_date(now))
    conditions = (
        f"{_OWED} AND c.deadline_at < %s",
        f"{_OWED} AND c.deadline_at >= %s AND c.deadline_at <= %s",
        _BEFORE_SHIFT,
        "c.next_is_evening_only",
        "c.callback_at <= %s",
        "c.calls_paused_at IS NOT NULL",
        _WRONG,
        "c.assigned_to_id IS NULL",
        "c.has_tried_enough AND c.reached_at IS NULL",
        _GAPS,
    )
    counts = ", ".join(f"COUNT(CASE WHEN {one} THEN 1 END)" for one in conditions)
    far = next_shift or now + timedelta(days=3650)
    found: tuple[int, ...] = rows(
        f"SELECT {counts} {_OPEN.format(user=int(user_id))}",
        *(now, now, ends, *_of_shift(now, far), now + CALLBACK_LEAD),
    )[0]
    return found


def _urgent(user_id: int, now: datetime, next_shift: datetime | None, token: str) -> str:
    ends, lead, today = end_of_local_day(local_date(now)), now + CALLBACK_LEAD, local_date(now)
    far = next_shift or now + timedelta(days=3650)
    # The shift comes last of what is urgent, before what has nobody.
    rank = f"""CASE WHEN {_OWED} AND c.deadline_at < %s THEN 0
        WHEN {_OWED} AND c.deadline_at <= %s THEN 1 WHEN c.callback_at <= %s THEN 2
        WHEN c.calls_paused_at IS NOT NULL THEN 3 WHEN {_WRONG} THEN 4
        WHEN {_BEFORE_SHIFT} THEN 5
        WHEN c.assigned_to_id IS NULL THEN 6 ELSE 9 END"""
    found = rows(
        f"""SELECT * FROM (
              SELECT c.public_id, c.reference, c.received_at, c.deadline_at, c.first_contact_at,
                     c.callback_at, c.phone_tries, c.next_due_at, c.next_is_evening_only,
                     c.has_tried_enough, c.reached_at, c.assigned_to_id, c.follow_through_until,
                     {rank} AS urgency, c.id
              {_OPEN.format(user=int(user_id))}) x
            WHERE urgency < 9 ORDER BY urgency, deadline_at, id LIMIT %s""",  # noqa: S608 - constants
        *(now, ends, lead, *_of_shift(now, far), ROWS_SHOWN),
    )
    people = _people(today)
    lines = []
    for (
        public_id, reference, received_at, deadline_at, taken, callback_at, tries, due, evening,
        enough, reached, assigned, through, urgency, _,
    ) in found:  # fmt: skip
        deadline, callback = instant(deadline_at), maybe_instant(callback_at)
        tone = "neutral"
        if due is None:
            tone, why = "neutral", "Hitta rätt nummer"
            if reached is not None:
                why = "Nådd: avsluta ärendet när ni är klara"
                if assigned is None:
                    why = "Nådd, men ingen är ansvarig"
            elif enough:
                why = "Försöken är gjorda: avsluta som ej nådd eller behåll öppet"
        elif callback is not None:
            why = f"Vi lovade ringa {near_instant(callback, now=now)}"
            tone = "today" if callback <= lead else "neutral"
        elif taken is None and deadline < now:
            tone, on = "late", near_date(local_date(deadline), today=today)
            why = f"Försenad: första kontakt skulle tagits {on}"
        elif taken is None and deadline <= ends:
            tone, why = "today", "Första kontakt – sista dagen i dag"
        elif evening:
            tone, why = "evening", f"{_COUNTS[tries]} försök gjorda, inget på kvällen"
        elif taken is None and next_shift is not None and deadline < next_shift:
            tone, why = "today", "Ring nu: nästa bemannade pass är efter sista dagen"
        elif taken is None:
            why = "Ny i dag" if local_date(instant(received_at)) == today else "Första samtalet"
        else:
            why = f"{_TRIES[tries]} försöket"
        at = callback or (None if taken else deadline)
        if urgency == 5 and taken is not None:
            tone, why = "today", "Hinner inte före nästa pass"
            at = deadline if deadline >= now else maybe_instant(through)
        key = public(public_id)
        lines.append(
            f"""
            <tr>
              <th scope="row">
                <a href="{to("contacts:case", key)}">{reference}</a>
              </th>
              <td>
                {tag(tone, why)}
              </td>
              <td data-label="Senast">{near_instant(at, now=now) if at else "–"}</td>
              <td data-label="Försök" class="tal">{tries} av 3</td>
              <td data-label="Ansvarig">{_assign(key, reference, people, assigned, token)}</td>
            </tr>
"""
        )
    return "".join(lines)


def _people(today: date) -> list[tuple[int, str]]:
    """Everybody who could be responsible: id and the option."""
    found = rows(
        """SELECT u.id, u.public_id, u.full_name, EXISTS (
             SELECT 1 FROM volunteers_approval a WHERE a.user_id = u.id AND a.since <= %s
             AND (a.until IS NULL OR a.until >= %s)) AS is_approved,
             (SELECT COUNT(*) FROM cases_case c WHERE c.closed_at IS NULL
              AND NOT c.is_protected AND c.assigned_to_id = u.id) AS load
           FROM volunteers_user u WHERE u.is_active AND EXISTS (
             SELECT 1 FROM volunteers_user_groups m JOIN auth_group g ON g.id = m.group_id
             WHERE m.user_id = u.id AND g.name IN ('volunteer', 'coordinator'))
           ORDER BY is_approved DESC, load, u.full_name, u.id""",
        *(today.isoformat(), today.isoformat()),
    )
    options = []
    for pk, public_id, name, is_approved, load in found:
        told = f" · {load} {'öppet' if load == 1 else 'öppna'}"
        shown = escape(short_name(name)) + (told if is_approved else " (inte godkänd i dag)")
        options.append(
            (
                pk,
                f"""<option value="{public(public_id)}"{"" if is_approved else " disabled"}>
{shown}</option>
""",
            )
        )
    return options


def _assign(
    key: str, reference: str, people: list[tuple[int, str]], assigned: int | None, token: str
) -> str:
    url = to("cases:assign", key)
    options = "".join(
        [
            option.replace(">", " selected>", 1) if pk == assigned else option
            for pk, option in people
        ]
    )
    return f"""
<form class="rad"
      id="ansvarig-{key}"
      method="post"
      action="{url}"
      hx-post="{url}"
      hx-target="this"
      hx-swap="outerHTML">
  {csrf_field(token)}
  <select name="assignee"
          id="valj-{key}"
          aria-label="Ansvarig för {reference}"
          data-save-on-change>
    <option value="">Ingen</option>
    {options}
  </select>
  <noscript><button type="submit" class="knapp knapp-secondary">Spara</button></noscript>
  <span class="rad tyst liten" role="status">
  </span>
</form>
"""


_BOCK = """
                <svg class="ikon" aria-hidden="true">
                  <use href="#i-bock" />
                </svg>"""


def _card(code: str, many: str, none: str, look: str, number: int) -> str:
    css = "siffra siffra-noll" if not number else f"siffra siffra-{look}" if look else "siffra"
    shown = f'<span class="siffra-tal">{number}</span>' if number else ""
    return f"""
        <li>
          <a class="{css}"
             href="{reverse("contacts:list")}?urval={code}">
            <span class="siffra-ord">
              {"" if number else _BOCK}
              {many if number else none}
            </span>
            {shown}
          </a>
        </li>
"""


def _tasks(user_id: int, now: datetime) -> str:
    """What others are to be asked or reminded of, counted together."""
    due = start_of_local_day(local_date(now) - timedelta(days=REMINDER_DAYS - 1))
    seen = f"SELECT c.id {_OPEN.replace('c.closed_at IS NULL', 'c.erased_at IS NULL')}"
    seen = seen.format(user=int(user_id))
    ((numbers, referrals),) = rows(
        f"""SELECT (SELECT COUNT(*) FROM cases_numberquery q WHERE q.closed_at IS NULL
              AND (q.asked_at IS NULL OR q.reminded_at < %s
                   OR (q.reminded_at IS NULL AND q.asked_at < %s)) AND q.case_id IN ({seen})),
            (SELECT COUNT(*) FROM cases_referral r WHERE r.state = 'handed_over'
              AND r.handed_over_at < %s AND r.case_id IN ({seen}))""",  # noqa: S608 - constants
        *(due, due, due),
    )
    return _card(
        "att-gora", "Fel nummer att fråga om", "Inget fel nummer att fråga om", "today", numbers
    ) + _card("tysta", "Hänvisningar utan svar", "Ingen hänvisning utan svar", "today", referrals)


def _week(user_id: int, now: datetime) -> tuple[str, list[date]]:
    """Seven days ahead, and the evenings of ours that nobody holds."""
    today = local_date(now)
    last = end_of_local_day(today + timedelta(days=DAYS_AHEAD - 1))
    found = rows(
        f"""SELECT CASE WHEN c.first_contact_at IS NULL AND c.contact_exemption = ''
                        AND c.deadline_at BETWEEN %s AND %s THEN c.deadline_at END,
                   CASE WHEN c.callback_at BETWEEN %s AND %s THEN c.callback_at END
            {_OPEN.format(user=int(user_id))}
            AND (c.first_contact_at IS NULL OR c.callback_at IS NOT NULL)""",
        *(now, last, now, last),
    )
    deadlines = Counter(local_date(instant(row[0])) for row in found if row[0])
    callbacks = Counter(local_date(instant(row[1])) for row in found if row[1])
    shifts = rows(
        """SELECT s.starts_at, s.ends_at, COUNT(p.id) FROM volunteers_shift s
           JOIN agreement_office o ON o.id = s.office_id AND o.is_own
           LEFT JOIN volunteers_shiftsignup p ON p.shift_id = s.id
           WHERE s.starts_at >= %s AND s.starts_at < %s
           GROUP BY s.id, s.starts_at, s.ends_at ORDER BY s.starts_at, s.id""",
        *(start_of_local_day(today), last),
    )
    staffed: dict[date, list[str]] = {}
    bare = []
    for starts, ends, people in shifts:
        begins, on = local(instant(starts)), local_date(instant(starts))
        if people:
            hours = (local(instant(ends)) - begins).seconds // 3600
            staffed.setdefault(on, []).append(f"{hours} × {people}")
        else:
            bare.append(on)
    days = "".join(
        _day(on, deadlines[on], ", ".join(staffed.get(on, [])), callbacks[on])
        for on in (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD))
    )
    return days, bare


def _day(on: date, deadlines: int, hours: str, callbacks: int) -> str:
    is_bare = bool(deadlines) and not hours
    tag = '<span class="tagg tagg-today"><span>Ingen bemanning</span></span>' if is_bare else ""
    return f"""
          <li {'class="vecka-brist"' if is_bare else ""}>
            <h3>{WEEKDAYS_SHORT[on.weekday()]} {on.day}</h3>
            <dl>
              <div>
                <dt>Löften går ut</dt>
                <dd>
                  {deadlines}
                </dd>
              </div>
              <div>
                <dt>Bemannade timmar</dt>
                <dd>
                  {hours or "–"}
                </dd>
              </div>
              <div>
                <dt>Bokade samtal</dt>
                <dd>
                  {callbacks}
                </dd>
              </div>
            </dl>
            {tag}
          </li>
"""


@roles(Role.COORDINATOR)
def dashboard(request: HttpRequest) -> HttpResponse:
    """Samordning, of a coordinator."""
    now, user_id, token = clock.now(), person(request).pk, get_token(request)
    found = rows(
        """SELECT MIN(s.starts_at) FROM volunteers_shift s
           JOIN agreement_office o ON o.id = s.office_id AND o.is_own
           WHERE s.ends_at > %s AND EXISTS (
             SELECT 1 FROM volunteers_shiftsignup p WHERE p.shift_id = s.id)""",
        now,
    )
    next_shift = maybe_instant(found[0][0])
    numbers = _counters(user_id, now, next_shift)
    cards = "".join([_card(*card, number) for card, number in zip(_CARDS, numbers, strict=True)])
    week, bare = _week(user_id, now)
    coming = near_instant(next_shift, now=now) if next_shift else "inget bemannat pass inplanerat"
    warning = (
        '<div class="notis notis-warn"><p class="notis-text">Ingen är anmäld till kvällen '
        f"{', '.join(short_date(on) for on in bare)}.</p></div>"
        if bare
        else ""
    )
    main = f"""
  <div class="sidhuvud">
    <h1>Samordning</h1>
    <p class="tyst">{short_date(local_date(now))} · nästa bemannade pass: {coming}</p>
    <a class="knapp knapp-secondary" href="{reverse("reporting:inflow")}">Inflöde per källa</a>
  </div>
  <div class="stapel">
    <ul class="siffror" aria-label="Läget">
      {cards}
      {_tasks(user_id, now)}
    </ul>
    {warning}
      <table class="tabell tabell-kort tabell-mitt">
        <caption>Åtgärda först</caption>
        <thead>
          <tr>
            <th scope="col">Ärende</th>
            <th scope="col">Varför</th>
            <th scope="col">Senast</th>
            <th scope="col" class="tal">Försök</th>
            <th scope="col">Ansvarig</th>
          </tr>
        </thead>
        <tbody>
          {_urgent(user_id, now, next_shift, token)}
        </tbody>
      </table>
    <section aria-labelledby="vecka-titel" class="stapel-tat">
      <h2 id="vecka-titel">De närmaste 7 dagarna</h2>
      <ol class="vecka">
        {week}
      </ol>
    </section>
  </div>
"""
    return framed(request, "Samordning", "reporting:dashboard", main)
