"""The closed lists of a logged contact. Source: domain rule "Contact attempts"."""

from jourcase.kernel.labelled import Labelled


class Channel(Labelled):
    PHONE = "phone", "Telefon"
    MEETING = "meeting", "Personligt möte"
    EMAIL = "email", "E-post"
    SMS = "sms", "Sms"
    SOCIAL_MEDIA = "social_media", "Sociala medier"
    LETTER = "letter", "Brev"
    VIDEO = "video", "Video"


class Direction(Labelled):
    OUT = "out", "Vi tog kontakt"
    IN = "in", "Personen tog kontakt"


class Result(Labelled):
    """How it went. What each result counts as is said once, in `contacts.domain.counting`."""

    REACHED = "reached", "Vi pratade"
    CALL_LATER = "call_later", "Ring senare"
    DECLINED = "declined", "Tackar nej"
    NO_ANSWER = "no_answer", "Inget svar"
    BUSY = "busy", "Upptaget eller bröts"
    MESSAGE_LEFT = "message_left", "Lämnade meddelande"
    OTHER_PERSON = "other_person", "Någon annan svarade"
    WRONG_NUMBER = "wrong_number", "Fel nummer"
    NOT_IN_USE = "not_in_use", "Numret är inte i bruk"
    SENT = "sent", "Skickat, inget svar än"


class MeetingOffer(Labelled):
    """Whether a personal meeting was offered (undertaking: the possibility shall be offered)."""

    ACCEPTED = "accepted", "Ja, personen vill"
    DECLINED = "declined", "Ja, personen vill inte"
    NOT_TODAY = "not_today", "Inte i dag"


class WhatNext(Labelled):
    """What was agreed at the end of a conversation."""

    AGAIN = "again", "Vi hörs igen"
    DONE = "done", "Vi är klara"
    UNKNOWN = "unknown", "Vet inte"


class MeasureState(Labelled):
    """Every case has exactly one of these per measure."""

    MET = "met", "Hållet"
    MISSED = "missed", "Inte hållet"
    PENDING = "pending", "Pågår"
    EXEMPT = "exempt", "Gäller inte"


class ContactExemption(Labelled):
    """Why "first contact within three days" does not apply (K1a and K1b)."""

    NO_WAY = "no_way", "Inget sätt att ta kontakt"
    UNSAFE = "unsafe", "Kan inte kontaktas säkert"
    PROTECTED = "protected", "Skyddade uppgifter, sköts för hand"
    FORWARDED = "forwarded", "Vidareförmedlat före sista dagen utan kontakt"


class TriesExemption(Labelled):
    """Why "three tries by phone, one in the evening" does not apply (K2)."""

    REACHED = "reached", "Nådd"
    ANONYMOUS = "anonymous", "Anonym"
    NO_NUMBER = "no_number", "Inget fungerande nummer"
    PAUSED = "paused", "Pausat av säkerhetsskäl"
    DECLINES_PHONE = "declines_phone", "Vill inte bli uppringd"
