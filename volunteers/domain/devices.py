"""A browser in coarse words, for its owner to tell one log-in from another by.

Never a version or a model: those are not needed to recognise one's own device.
"""

# The first that is found counts: Edge and Opera call themselves Chrome, and Chrome Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
UNKNOWN = "Okänd webbläsare"


def device_words(user_agent: str) -> str:
    """ "Chrome på Windows"; what is not known is left out or "Okänd webbläsare"."""
    browser = next((word for sign, word in _BROWSERS if sign in user_agent), "")
    system = next((word for sign, word in _SYSTEMS if sign in user_agent), "")
    if not browser:
        return UNKNOWN
    return f"{browser} på {system}" if system else browser
