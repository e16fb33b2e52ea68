#!/usr/bin/env python3
"""Django's command line for this site."""

import os
import sys
from importlib import import_module


def main() -> None:
    settings_module = os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liangjiang_site.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed for this Python. Use .venv/bin/python.")
    try:
        # Imported here first: Django would answer a wrong setting with a traceback,
        # or with "unknown command".
        import_module(settings_module)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
