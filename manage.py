#!/usr/bin/env python
"""Django's command line for Jourcase."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jourcase.settings")
    from django.core.management import execute_from_command_line

    from jourcase.logs import reduce_uncaught_errors

    # Timers run commands, and their stderr is a log.
    reduce_uncaught_errors()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
