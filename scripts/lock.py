"""Choose package versions anew: requirements*.in to requirements*.txt, with every file's hash.

The hashes cover all files of a release, so that the same lock holds on every platform, and no
address is written: where packages come from is each machine's own matter.
"""

import subprocess

from common import ROOT, UV, die, ensure_packages, ensure_uv, step

OPTIONS = ["--quiet", "--no-config", "--universal", "--python-version", "3.11"]
OPTIONS += ["--generate-hashes", "--no-header", "--no-annotate", "--upgrade"]
OPTIONS += ["--no-emit-index-url", "--no-emit-find-links"]

ensure_packages()
if not ensure_uv():
    die("uv, which resolves versions, could not be installed.")
# The last is bound to the choices of the one before it, so this order.
for name in ("requirements-installer", "requirements", "requirements-dev"):
    step(f"Resolving {name}.in")
    command = [str(UV), "pip", "compile", *OPTIONS, f"{name}.in", "-o", f"{name}.txt"]
    if subprocess.run(command, cwd=ROOT).returncode:
        die(f"{name}.in could not be resolved; see above.")
