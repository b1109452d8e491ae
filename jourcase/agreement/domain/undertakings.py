"""The measures of the follow-up, to which each undertaking points.

Only their codes and names: what is counted, and how, belongs to the reporting.
"""

from jourcase.kernel.labelled import Labelled


class Measure(Labelled):
    """The thirteen measures of the follow-up report, in its order."""

    SUPPORT_TO_ALL = "support_to_all", "Stöd till alla som önskat kontakt"
    FIRST_CONTACT = "first_contact", "Första kontakt i tid"
    PHONE_TRIES = "phone_tries", "Telefonförsök, varav på kvällstid"
    PERSONAL_MEETING = "personal_meeting", "Personligt möte erbjudet"
    EVENING_OPENING = "evening_opening", "Öppet en kväll i veckan"
    SUPPORT_FORMS = "support_forms", "Stödformer och kanaler"
    APPROVED_VOLUNTEERS = "approved_volunteers", "Godkända stödpersoner"
    DEVELOPMENT = "development", "Vidareutbildning, erfarenhetsutbyte och medarbetarsamtal"
    LINKING = "linking", "Länkning med Stödcentrum"
    COOPERATION = "cooperation", "Samverkan"
    INFORMATION = "information", "Informationsinsatser"
    EQUALITY = "equality", "Jämställdhet"
    ECONOMY = "economy", "Ekonomi"
