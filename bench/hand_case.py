"""The case page by hand: raw SQL, one loop, format strings.

Written for what the measured case is: named, open and reached.
"""

import uuid
from datetime import datetime
from html import escape

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from bench.frame import (
    csrf_field,
    framed,
    instant,
    maybe_instant,
    plain,
    public,
    rows,
    short_name,
    stored_id,
    to,
)
from bench.hand_timeline import happenings
from cases.domain.enums import (
    AgeGroup,
    CallSafety,
    CrimeType,
    Gender,
    IntakeChannel,
    PoliceReport,
    Relation,
    Source,
)
from cases.domain.safe_hours import SafeHours
from jourcase.kernel import audit, clock
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from jourcase.kernel.phones import show_phone
from jourcase.kernel.swedish import near_date, near_instant
from volunteers.access import person, roles
from volunteers.domain.roles import Role

_TABS = (
    ("alla", "Alla"),
    ("forsok", "Försök"),
    ("samtal", "Samtal"),
    ("anteckningar", "Anteckningar"),
    ("system", "System"),
)

_CASE = """
    SELECT c.id, c.reference, c.received_at, c.source, c.channel, c.relation, c.gender,
           c.age_group, c.crime_type, c.police_report, c.call_safety, c.is_fictional,
           c.deadline_at, c.first_contact_at, c.reached_at, c.meeting_offered, c.has_support,
           c.closed_at, d.name, u.full_name, i.name, i.say_nothing, i.may_leave_message,
           i.may_send_sms, i.hidden_number, i.safe_hours, i.safe_note, i.email,
           i.other_way, i.k_number
    FROM cases_case c
    LEFT JOIN agreement_district d ON d.id = c.district_id
    LEFT JOIN volunteers_user u ON u.id = c.assigned_to_id
    LEFT JOIN cases_identity i ON i.case_id = c.id
    WHERE c.public_id = %s AND (NOT c.is_protected OR EXISTS (
        SELECT 1 FROM cases_case_protected_readers r WHERE r.case_id = c.id AND r.user_id = %s))"""


def _phones(case_id: int) -> str:
    found = rows(
        """SELECT row_key, number, found_wrong_at FROM cases_phone
           WHERE case_id = %s ORDER BY "order", id""",
        case_id,
    )
    return "".join(
        f"""
      <div class="bara-skarm">
        <dt>Telefon</dt>
        <dd class="nummer">
          {show_phone(plain("cases_phone", "number", case_id, public(key), number))}
          {'<span class="tyst">stämde inte</span>' if wrong else ""}
        </dd>
      </div>
"""
        for key, number, wrong in found
    )


_LINKS = (
    ("Kan vara samma person", "contacts:same_person"),
    ("Jäv", "contacts:recusals"),
    ("Skydda ärendet", "contacts:protection"),
    ("Vem har öppnat ärendet", "cases:trail"),
    ("Personens rättigheter", "contacts:rights"),
    ("Utdrag till personen", "contacts:extract"),
    ("Gallra nu", "cases:ask_erasure"),
)


def _links(key: str) -> str:
    return "\n".join(f'      <a href="{to(name, key)}">{label}</a>' for label, name in _LINKS)


def _progress(answered: int, asked: int) -> str:
    if answered == asked:
        return ""
    return f"""<progress class="forlopp" value="{answered}" max="{asked}" \
aria-labelledby="statistik">
    {answered} av {asked}
  </progress>"""


def _fact(name: str, value: str) -> str:
    if not value:
        return ""
    return f"""
      <div>
        <dt>{name}</dt>
        <dd>
          {value}
        </dd>
      </div>
"""


def _safe(row: tuple[object, ...]) -> str:
    safety, say_nothing, message, sms, hidden, hours, note = row
    said = []
    if safety == CallSafety.UNKNOWN:
        said.append(
            "Vi vet inte om det är tryggt att ringa. Fråga först om personen kan tala ostört."
        )
    if say_nothing:
        said.append("Säg inte varifrån du ringer om någon annan svarar.")
    if hours:
        said.append(f"Ring bara {SafeHours.parse(str(hours)).words}.")
    if not message:
        said.append("Lämna inget meddelande.")
    if not sms:
        said.append("Skicka inte sms.")
    if hidden:
        said.append("Ring med dolt nummer.")
    if note:
        said.append(escape(str(note)))
    if not said:
        return ""
    return f"""
    <div class="ringkort-trygg">
      <svg class="ikon" aria-hidden="true">
        <use href="#i-varning" />
      </svg>
      <p>
        <b>Trygg kontakt:</b> {" ".join(said)}
      </p>
    </div>
"""


def _clock(
    taken: datetime, reached: datetime, deadline: datetime, offered: object, now: datetime
) -> str:
    today = local_date(now)
    in_time = taken <= deadline
    said = [
        (
            "bock" if in_time else "varning",
            f"Första kontakt tagen {near_date(local_date(taken), today=today)} – "
            f"{'i tid' if in_time else 'för sent'}",
        )
    ]
    if reached != taken:
        said.append(("bock", f"Nådd {near_date(local_date(reached), today=today)}"))
    said.append(("bock", "Möte erbjudet") if offered else ("cirkel", "Möte inte erbjudet än"))
    return "".join(
        f"""
      <li>
        <svg class="ikon" aria-hidden="true">
          <use href="#i-{icon}" />
        </svg>
        {text}
      </li>
"""
        for icon, text in said
    )


@roles(Role.COORDINATOR)
def case(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page of an open, reached case, of a coordinator, with its view logged."""
    now, user_id = clock.now(), person(request).pk
    found = rows(_CASE, stored_id(public_id), user_id)
    if not found:
        raise Http404
    (
        case_id, reference, received_at, source, channel, relation, gender, age_group, crime,
        police, safety, fictional, deadline_at, taken_at, reached_at, offered, supported, closed,
        district, assignee, name, say_nothing, message, sms, hidden, hours, note,
        email, other_way, k_number,
    ) = found[0]  # fmt: skip
    taken, reached = maybe_instant(taken_at), maybe_instant(reached_at)
    if taken is None or reached is None or closed is not None:
        raise Http404
    audit.record(by_id=user_id, action=Action.CASE_VIEWED, now=now, case_ids=[case_id])
    name, note, email, other_way, k_number = (
        plain("cases_identity", column, case_id, case_id, stored or "")
        for column, stored in [
            *(("name", name), ("safe_note", note), ("email", email)),
            *(("other_way", other_way), ("k_number", k_number)),
        ]
    )
    rung = rows(
        """SELECT u.full_name FROM contacts_draft d JOIN volunteers_user u ON u.id = d.user_id
           WHERE d.case_id = %s AND d.released_at IS NULL AND d.claimed_until > %s
                 AND d.user_id <> %s""",
        case_id,
        now,
        user_id,
    )
    received, key = instant(received_at), str(public_id)
    lines = happenings(case_id, received, now)
    status = "stöd pågår" if supported else "nådd"
    tabs = "".join(
        f'\n      <a href="?visa={value}"\n         '
        f"{'aria-current=' + chr(34) + 'true' + chr(34) if value == 'alla' else ''}>{label}</a>\n"
        for value, label in _TABS
    )
    statistics = [
        ("Den stödsökande är", Relation(relation).label if relation else ""),
        ("Kön", Gender(gender).label if gender else ""),
        ("Ålder", AgeGroup(age_group).label),
        ("Stadsdel", escape(district or "")),
        ("Gäller", CrimeType(crime).label if crime else ""),
        ("Polisanmält", PoliceReport(police).label if police else ""),
    ]
    answered = sum(bool(value) for _, value in statistics)
    token = get_token(request)
    who_rings = (
        f'<p class="notis">{escape(rung[0][0])} ringer personen just nu.</p>' if rung else ""
    )
    came = f"{Source(source).label}, {IntakeChannel(channel).label.lower()}"
    begin, screen = to("contacts:begin", key), 'class="bara-skarm"'
    main = f"""
  <div class="sidhuvud">
    <div>
      <h1>
        <span {screen}>{escape(name)}</span>
        <span class="ref">{reference}</span>
      </h1>
      <p class="tyst">
        {escape(district or "")} ·
        {status} · kom in {near_instant(received, now=now)}
        {"· påhittat" if fictional else ""}
      </p>
    </div>
    <div class="rad bara-skarm">
        <form method="post" action="{begin}" data-quiet>
          {csrf_field(token)}
          <input type="hidden" name="from" value="case">
          <button type="submit" class="knapp">
            <svg class="ikon" aria-hidden="true">
              <use href="#i-telefon" />
            </svg>
            Ring eller logga
          </button>
        </form>
        <a class="knapp knapp-secondary" href="{to("cases:refer", key)}">Hänvisa</a>
        <a class="knapp knapp-secondary" href="{to("cases:close", key)}">Avsluta</a>
    </div>
  </div>
  {who_rings}
  <ul class="klocka-rad" aria-label="Löften">
    {_clock(taken, reached, instant(deadline_at), offered, now)}
  </ul>
  {_safe((safety, say_nothing, message, sms, hidden, hours, note))}
  <div class="spalter">
    <div class="stapel">
<section class="kort" aria-labelledby="handelser">
  <div class="rad rad-isar">
    <h2 id="handelser">Händelser</h2>
    <a class="knapp knapp-quiet bara-skarm" href="{to("cases:note", key)}">Skriv anteckning</a>
  </div>
  <nav class="flikar bara-skarm" aria-label="Visa händelser">
    {tabs}
  </nav>
    <ol class="tidslinje">
      {"".join(lines)}
    </ol>
</section>
    </div>
    <aside class="stapel" aria-label="Uppgifter">
<section class="kort">
  <h2>Nästa steg</h2>
  <p>
<span class="tagg tagg-neutral">
  <svg class="ikon" aria-hidden="true">
    <use href="#i-cirkel" />
  </svg>
  <span>Nådd: avsluta ärendet när ni är klara</span>
</span>
</p>
<p {screen}><a href="{to("contacts:agenda", key)}">Kommande möten och tider</a></p>
<p {screen}><a href="{to("contacts:concern", key)}">Oro för barn</a></p>
</section>
<section class="kort">
  <div class="rad rad-isar">
    <h2>Om personen</h2>
    <a {screen} href="{to("cases:identity", key)}">Ändra<span class="dold"> om personen</span></a>
  </div>
  <dl class="fakta">
    {_phones(case_id)}
    {_fact("E-post", escape(email))}{_fact("Annan väg", escape(other_way))}
    {_fact("K-nummer", escape(k_number))}
    <div>
      <dt>Ansvarig</dt>
      <dd>
        {escape(short_name(assignee)) if assignee else "Ingen"}
          <a {screen} href="{to("cases:assign", key)}">Byt<span class="dold"> ansvarig</span></a>
      </dd>
    </div>
    <div>
      <dt>Mottaget</dt>
      <dd>
        {near_instant(received, now=now)}
          <a {screen} href="{to("cases:received", key)}">Rätta<span class="dold">\
 mottagningstiden</span></a>
      </dd>
    </div>
    {_fact("Kom genom", came)}
  </dl>
</section>
<section class="kort">
  <div class="rad rad-isar">
    <h2 id="statistik">Statistik {answered} av {len(statistics)}</h2>
    <a {screen} href="{to("cases:statistics", key)}">
      {"Ändra" if answered == len(statistics) else "Fyll i"}<span class="dold"> statistik</span>
    </a>
  </div>
  {_progress(answered, len(statistics))}
  <dl class="fakta">
    {"".join([_fact(name, value) for name, value in statistics])}
  </dl>
</section>
<div class="rad bara-skarm">
    <button type="button" class="lank kraver-js" data-print>Skriv ut</button>
    <a href="?visa=alla&namn=1">Ta med namnet i utskriften</a>
    {_links(key)}
</div>
    </aside>
  </div>
"""
    return framed(request, f"Ärende {reference}", "contacts:list", main)
