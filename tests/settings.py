"""The site's settings for tests: the same whatever the developer's environment and .env say."""

import os
import secrets
import tempfile
from pathlib import Path

# An empty value means the default, also where .env says otherwise.
for _name in (
    "ALLOWED_HOSTS",
    "API_RATE",
    "CACHE_URL",
    "CSRF_TRUSTED_ORIGINS",
    "DEBUG",
    "LOG_LEVEL",
    "PORT",
    "REPLICA_URLS",
    "TRUST_PROXY",
    "TWO_STEPS",
):
    os.environ[_name] = ""
os.environ["SECRET_KEY"] = secrets.token_urlsafe(64)

from liangjiang_site.settings import *  # noqa: E402, F403
from liangjiang_site.settings import INSTALLED_APPS, MIDDLEWARE, STORAGES  # noqa: E402

# Tests create many accounts; a slow hash is what makes a real one safe.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# The real storage needs collected files; the browser tests have them.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}

# A page that asks the database once per row fails.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True

# No package has been built; tests that need one build it where they like.
PACKAGE_DIR = Path(tempfile.gettempdir()) / f"no-package-{secrets.token_hex(8)}"

# Tests ask more often than the kindest limit allows; those of the limit set their own.
API_RATE = None

# Static files come from where they are written, without collecting them first.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
