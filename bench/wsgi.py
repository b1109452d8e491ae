"""The server that is measured: the project with its clock held still."""

import os
from contextlib import ExitStack

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

from django.core.wsgi import get_wsgi_application

from bench.moment import NOW
from jourcase.kernel import clock

_held = ExitStack()
_held.enter_context(clock.fixed(NOW))
application = get_wsgi_application()
