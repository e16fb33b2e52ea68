"""The settings of the server that browser tests talk to: the site's own, its files kept apart."""

import os
from pathlib import Path

from liangjiang_site.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["TEST_STATIC_ROOT"])
PACKAGE_DIR = STATIC_ROOT.parent / "package"
