"""Set the site up as far as it is not yet, then serve it on 127.0.0.1 until Ctrl-C."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import time

from common import PYTHON, ROOT, die, ensure_packages, step

ADDRESS = "127.0.0.1"
SHOW_SETTINGS = (
    "import json; from liangjiang_site import settings as s;"
    "print(json.dumps([s.PORT, s.LOCAL, s.ALLOWED_HOSTS[0]]))"
)
START_UP_SECONDS = 60


def main() -> int:
    ensure_packages()
    port, local, host = read_settings()
    check_port(port)
    set_up = subprocess.run([str(PYTHON), "manage.py", "set_up"], cwd=ROOT)
    if set_up.returncode:
        return set_up.returncode

    step("Starting the server")
    command = [str(PYTHON), "-m", "gunicorn", "--config", "scripts/gunicorn_conf.py"]
    command += ["--bind", f"{ADDRESS}:{port}", "liangjiang_site.wsgi"]
    server = subprocess.Popen(command, cwd=ROOT)
    # Ctrl-C reaches the server itself; a service manager's TERM reaches only this process.
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        wait_until_it_answers(server, port, host)
        behind = "" if local else f" (have the proxy of {host} ask there)"
        print(f"\nThe site is at http://{ADDRESS}:{port}/{behind}   Ctrl-C ends it.", flush=True)
        return server.wait()
    except KeyboardInterrupt:
        return server.wait()


def read_settings() -> tuple[int, bool, str]:
    asked = subprocess.run(
        [str(PYTHON), "-c", SHOW_SETTINGS], cwd=ROOT, capture_output=True, text=True
    )
    if asked.returncode:
        # The last line of a traceback holds the message; a message of several lines stays whole.
        _, found, message = asked.stderr.rpartition("ImproperlyConfigured: ")
        die(message.strip() if found else asked.stderr)
    port, local, host = json.loads(asked.stdout)
    return port, local, host


def check_port(port: int) -> None:
    with socket.socket() as probe:
        # As the server does: a port whose last connections still time out counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except PermissionError:
            die(f"Port {port} is only for root. Choose another, for example: PORT=8001 make serve")
        except OSError:
            other = port + 1 if port < 65535 else port - 1
            die(
                f"Port {port} is taken. Stop what listens there, or choose another port: "
                f"PORT={other} make serve"
            )


def wait_until_it_answers(server: subprocess.Popen, port: int, host: str) -> None:
    deadline = time.monotonic() + START_UP_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            die("The server ended while starting; see above.")
        connection = http.client.HTTPConnection(ADDRESS, port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": host})
            answer = connection.getresponse()
            if answer.status == 200:
                return
            problem = answer.read().decode("utf-8", "replace")[:300]
        except OSError as error:
            problem = str(error)
        finally:
            connection.close()
        time.sleep(0.1)
    server.terminate()
    server.wait()
    die(f"The server did not answer within {START_UP_SECONDS} seconds: {problem}")


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except KeyboardInterrupt:
        raise SystemExit(130) from None
