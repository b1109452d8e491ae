"""An iCalendar file (RFC 5545) of lines that say when and a word, and nothing else. All times are
in UTC, which is right on both nights of the clock change whatever zones a calendar program knows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event

MEDIA_TYPE = "text/calendar; charset=utf-8"
FETCHED_EVERY = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the file; instants are aware. `uid` leads nowhere."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime


def calendar_file(lines: Iterable[Line], *, name: str, now: datetime) -> bytes:
    """The file of these lines; `now` stands in each as when it was written."""
    calendar = Calendar()
    calendar.add("prodid", "-//Jourcase//Kalender//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", FETCHED_EVERY, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT4H")
    for line in lines:
        event = Event()
        event.add("uid", line.uid)
        event.add("dtstamp", now)
        event.add("dtstart", line.starts_at)
        event.add("dtend", line.ends_at)
        event.add("summary", line.title)
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    found: bytes = calendar.to_ical()
    return found
