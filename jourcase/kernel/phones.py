"""Telephone numbers: any spelling in, one stored form (E.164), one shown form.

Shown as 070-123 45 67 and for landlines 08-12 34 56; foreign numbers internationally.
"""

import re

import phonenumbers

_LETTER_AFTER_DIGIT = re.compile(r"\d.*[^\W\d_]", re.DOTALL)
_GROUPS = {5: (3, 2), 6: (2, 2, 2), 7: (3, 2, 2), 8: (3, 3, 2), 9: (3, 3, 3)}


def parse_phone(text: str) -> str | None:
    """The E.164 form of what a person typed, or None when it is no plausible number.

    Swedish is assumed without a country code; 070…, +4670… and 004670… are the same number.
    Words may stand before the number; a letter inside or after it makes it unreadable, because
    the parser would take it for a digit ("070-FLOWERS").
    """
    if _LETTER_AFTER_DIGIT.search(text):
        return None
    try:
        parsed = phonenumbers.parse(text.strip(), "SE")
    except phonenumbers.NumberParseException:
        return None
    if parsed.extension or not phonenumbers.is_possible_number(parsed):
        return None
    if parsed.country_code == 46 and not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def show_phone(e164: str) -> str:
    """070-123 45 67 for a Swedish number in E.164, the international form for others.

    What is no number is shown as it stands.
    """
    try:
        parsed = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    if parsed.country_code != 46:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    area, _, rest = national.partition("-")
    digits = re.sub(r"\D", "", rest)
    if not rest or len(digits) not in _GROUPS:
        return national
    groups, start = [], 0
    for length in _GROUPS[len(digits)]:
        groups.append(digits[start : start + length])
        start += length
    return f"{area}-{' '.join(groups)}"
