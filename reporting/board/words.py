"""What stands in the board's administration, in Swedish."""

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
HALVES = {1: "våren", 2: "hösten"}
UNTIL_FURTHER = "tills vidare"
FROM_THE_FILE = "ur överenskommelsen"
REASON_MISSING = "Skriv varför, och när styrelsen beslutade det."
NO_AGREEMENT = "Ingen överenskommelse är inläst än."

TERMS_LABELS = {
    "first_contact_days": "Dagar till första kontakt",
    "first_contact_day_count": "Dagarna räknas i",
    "minimum_phone_attempts": "Minsta antal telefonförsök",
    "minimum_evening_attempts": "Varav på kvällstid",
    "evening_start": "Kvällen börjar",
    "evening_end": "Kvällen slutar",
    "follow_through_days": "Dagar som försöken pågår",
    "referral_age": "Åldersgräns för Stödcentrum",
    "reopen_within_days": "Dagar då ett ärende kan återöppnas",
    "retention_days": "Dagar till gallring",
    "small_number_threshold": "Gräns för små tal",
}
