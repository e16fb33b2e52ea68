"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liangjiang_site.settings")
# Bounds what one request may cost PostgreSQL. Here and not in the settings, because migrations
# and loads may rightly take longer.
os.environ.setdefault(
    "PGOPTIONS", "-c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
)

application = get_wsgi_application()
