"""Choose package versions anew: requirements*.in to requirements*.txt, with every file's hash.

The hashes cover all files of a release, so that the same lock holds on every platform, and no
address is written: where packages come from is each machine's own matter.
"""

import subprocess
import sys

from common import ROOT, die, step

TOOLS = ROOT / "var" / "lock-tools"
OPTIONS = ["--quiet", "--no-config", "--universal", "--python-version", "3.11"]
OPTIONS += ["--generate-hashes", "--no-header", "--no-annotate", "--upgrade"]
OPTIONS += ["--no-emit-index-url", "--no-emit-find-links"]

uv = TOOLS / "bin" / "uv"
if not uv.exists():
    step("Installing the resolver")
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(TOOLS)], check=True)
    subprocess.run([str(TOOLS / "bin" / "pip"), "install", "--quiet", "uv"], check=True)
# The second is bound to the first's choices, so this order.
for name in ("requirements", "requirements-dev"):
    step(f"Resolving {name}.in")
    command = [str(uv), "pip", "compile", *OPTIONS, f"{name}.in", "-o", f"{name}.txt"]
    if subprocess.run(command, cwd=ROOT).returncode:
        die(f"{name}.in could not be resolved; see above.")
