"""Install the pinned packages into .venv:  install.py [--dev]"""

import sys

from common import ensure_packages

try:
    ensure_packages(dev="--dev" in sys.argv[1:])
except KeyboardInterrupt:
    sys.exit(130)
