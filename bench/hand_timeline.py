"""What has happened in a case, by hand: three statements, format strings."""

import json
from datetime import datetime
from html import escape

from bench.frame import Row, instant, plain, public, rows, short_name, to
from cases.models import EventKind
from contacts.domain.enums import Channel, Direction, MeetingOffer, Result
from jourcase.kernel.swedish import near_instant

_TWO_WAY = ("reached", "call_later", "declined")
_TRIED = (*_TWO_WAY, "no_answer", "busy", "message_left", "other_person")
_SOURCES = {"police": "från polisen", "own": "från personen själv", "116006": "från 116 006"}
_SOURCES |= {"social_services": "från socialtjänsten", "stodcentrum": "från Stödcentrum"}
_SOURCES |= {"other_jour": "från en annan jour", "health_care": "från vården"}
_SOURCES |= {"school": "från skolan"}
_OFFERS = {MeetingOffer.ACCEPTED: "vill", MeetingOffer.DECLINED: "vill inte"}
_CONTACTS = """
    SELECT k.id, k.public_id, k.occurred_at, k.channel, k.direction, k.result, k.minutes,
           k.meeting_offer, k.next_on, k.note, k.undone_at, k.replaced_by_id, u.full_name, f.name
    FROM contacts_contact k
    JOIN volunteers_user u ON u.id = k.made_by_id
    LEFT JOIN contacts_contact_support_forms s ON s.contact_id = k.id
    LEFT JOIN agreement_supportform f ON f.id = s.supportform_id
    WHERE k.case_id = %s ORDER BY k.occurred_at, k.id, f."order" """


def _line(
    at: datetime, icon: str, look: str, title: str, who: str, text: str, edit: str, now: datetime
) -> str:
    said = f'<p class="tidslinje-text">{text}</p>' if text else ""
    by = f"· {who}" if who else ""
    return f"""
        <li class="{look}">
          <span class="tidslinje-ikon">
            <svg class="ikon" aria-hidden="true">
              <use href="#i-{icon}" />
            </svg>
          </span>
          <h3>{title}</h3>
          <p class="tidslinje-nar">
            {near_instant(at, now=now)}
            {by}
            {edit}
          </p>
          {said}
        </li>
"""


def _contacts(case_id: int, now: datetime) -> list[tuple[datetime, str]]:
    together: dict[int, tuple[list[str], Row]] = {}
    for row in rows(_CONTACTS, case_id):
        forms, _ = together.setdefault(row[0], ([], row))
        if row[13]:
            forms.append(row[13])
    lines, number = [], 0
    for forms, row in together.values():
        _, public_id, occurred, channel, direction, result, minutes, offer, again, note = row[:10]
        struck = row[10] is not None or row[11] is not None
        talked = direction == "in" or result in _TWO_WAY
        is_try = channel == "phone" and direction == "out" and result in _TRIED
        word, way = Result(result).label.lower(), Channel(channel).label
        if is_try and not struck and not talked:
            number += 1
        if direction == Direction.IN:
            title = f"{way} – personen hörde av sig"
        elif talked:
            title = f"{'Samtal' if channel == 'phone' else way} – {word}"
        elif is_try:
            title = f"Försök – {word}" if struck else f"Försök {number} – {word}"
        else:
            title = f"{way} – {word}"
        if struck:
            title += " (ångrat)" if row[10] is not None else " (rättat)"
        facts = list(forms)
        if minutes:
            facts.append(f"{minutes} minuter")
        if offer in _OFFERS:
            facts.append(f"personligt möte erbjudet, personen {_OFFERS[MeetingOffer(offer)]}")
        if again:
            facts.append(f"vi hörs igen {again}")
        note = plain("contacts_contact", "note", case_id, public(public_id), note)
        text = "\n".join(part for part in (note, ", ".join(facts)) if part)
        edit = (
            ""
            if struck
            else f'\n              <a class="bara-skarm" href="'
            f'{to("contacts:correct", public(public_id))}">Rätta<span class="dold"> {title}'
            "</span></a>\n            "
        )
        look = "tidslinje-kontakt" if talked else "tidslinje-forsok"
        lines.append(
            (
                instant(occurred),
                _line(
                    instant(occurred),
                    "telefon" if channel == "phone" else "anteckning",
                    f"{look} struken" if struck else look,
                    title,
                    escape(short_name(str(row[12]))),
                    escape(text).replace("\n", "<br>"),
                    edit,
                    now,
                ),
            )
        )
    return lines


def _notes(case_id: int, now: datetime) -> list[tuple[datetime, str]]:
    found = rows(
        """SELECT n.row_key, n.written_at, n.text, u.full_name FROM cases_note n
           JOIN volunteers_user u ON u.id = n.written_by_id WHERE n.case_id = %s""",
        case_id,
    )
    lines = []
    for key, written, stored, name in found:
        text = plain("cases_note", "text", case_id, public(key), stored)
        at, said = instant(written), escape(text).replace("\n", "<br>")
        who = escape(short_name(name))
        lines.append((at, _line(at, "anteckning", "", "Anteckning", who, said, "", now)))
    return lines


def _events(case_id: int, received: datetime, now: datetime) -> list[tuple[datetime, str]]:
    found = rows(
        """SELECT e.row_key, e.at, e.kind, e.detail, e.reason, u.full_name FROM cases_caseevent e
           LEFT JOIN volunteers_user u ON u.id = e.by_id WHERE e.case_id = %s""",
        case_id,
    )
    lines = []
    for key, when, kind, raw, stored, name in found:
        reason = plain("cases_caseevent", "reason", case_id, public(key), stored)
        detail = json.loads(raw) if isinstance(raw, str) else raw
        at, title = instant(when), EventKind(kind).label
        if kind == EventKind.RECEIVED:
            at = received
            title = f"{title} {_SOURCES.get(detail.get('source'), '')}".strip()
        elif kind == EventKind.ASSIGNED:
            title = f"Ansvarig: {escape(detail.get('to', ''))}"
        who = escape(short_name(name)) if name else ""
        lines.append((at, _line(at, "info", "", title, who, escape(reason), "", now)))
    return lines


def happenings(case_id: int, received: datetime, now: datetime) -> list[str]:
    """The lines of the timeline, the newest first."""
    lines = [*_contacts(case_id, now), *_notes(case_id, now), *_events(case_id, received, now)]
    lines.sort(key=lambda line: line[0], reverse=True)
    return [text for _, text in lines]
