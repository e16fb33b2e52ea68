"""How gunicorn runs the site; the address is given on its command line."""

import gc
from pathlib import Path
from typing import Any

# A page mostly waits for the database: few processes, a few threads each, and a thread keeps
# its database connection.
worker_class = "gthread"
workers = 2
threads = 4
timeout = 60
# A worker is replaced now and then, so that memory lost to fragments comes back.
max_requests = 10_000
max_requests_jitter = 1_000
# The heartbeat file: on a slow disk it stalls the worker.
if Path("/dev/shm").is_dir():  # noqa: S108
    worker_tmp_dir = "/dev/shm"  # noqa: S108
loglevel = "warning"
# Whether a proxy's word on HTTPS is believed is a setting (TRUST_PROXY); by default gunicorn
# would believe anyone on this machine.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
# Its control socket would be made in the home folder, which a service account may not have.
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Draw an empty chart before the first request: what a process reads once for drawing takes
    half a second or more, which a reader would wait for. Not before the fork, for the converter
    has threads of its own, which a fork does not take along."""
    from investments.actions import last_change
    from investments.charts import warm

    warm()
    last_change.release()  # of the program as it was read, not as it lies there later
    # Modules and templates stay: no request waits while they are looked through for garbage.
    gc.collect()
    gc.freeze()
