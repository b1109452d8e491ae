"""The web server's door."""

import os

from django.core.wsgi import get_wsgi_application

from jourcase.logs import reduce_uncaught_errors

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jourcase.settings")
reduce_uncaught_errors()
application = get_wsgi_application()

# Only now: the checks ask for the models.
from volunteers.checks import refuse_to_start_undeclared  # noqa: E402

refuse_to_start_undeclared()

from jourcase.kernel.practice import refuse_wrong_database  # noqa: E402 - it asks the database

refuse_wrong_database()

from jourcase.outbox import timer  # noqa: E402 - its models need the apps to be loaded

timer.start()
