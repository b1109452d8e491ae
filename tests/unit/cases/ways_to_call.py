"""Ways in which somebody may be rung, for the tests of what goes along with a number."""

from dataclasses import replace
from datetime import time

from hypothesis import strategies as st

from cases.domain.enums import CallSafety, WishedGender
from cases.domain.intake import SafeContact
from cases.domain.referral_number import UNRESTRICTED, HowToCall
from cases.domain.safe_hours import ALWAYS, SafeHours

CAREFUL = replace(UNRESTRICTED, safety=CallSafety.CONDITIONS)
PAUSED = replace(UNRESTRICTED, is_paused=True)

SAFE = st.builds(
    SafeContact,
    may_leave_message=st.booleans(),
    may_send_sms=st.booleans(),
    say_nothing=st.booleans(),
    hidden_number=st.booleans(),
    hours=st.sampled_from([ALWAYS, SafeHours.daily(time(9), time(11))]),
    wished_gender=st.sampled_from(list(WishedGender)),
    safe_note=st.sampled_from(["", "Bara när barnen är i skolan"]),
)
# The one that is free often enough to be met.
HOWS = st.just(UNRESTRICTED) | st.builds(
    HowToCall,
    safety=st.sampled_from(list(CallSafety)),
    is_paused=st.booleans(),
    declines_phone=st.booleans(),
    has_guardian=st.booleans(),
    safe=SAFE,
)
