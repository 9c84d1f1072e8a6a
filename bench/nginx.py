"""A real nginx on loopback with the files of deploy/ as an operator is given them, but for places and ports."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from kepu.model.destination import Destination

DEPLOY = Path(__file__).resolve().parent.parent / "deploy" / "nginx"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


class Ports(NamedTuple):
    """Where it answers; `kepu-below.conf` knows no https."""

    http: int
    https: int


def missing_packages() -> list[str]:
    """Debian packages that are wanted and not there."""
    there = {
        "nginx": nginx_program() is not None,
        "libnginx-mod-http-brotli-static": BROTLI.exists(),
        "openssl": shutil.which("openssl") is not None,
    }
    return [package for package, found in there.items() if not found]


def served(folder: Path) -> Destination:
    """Where to publish the site that is served from this folder."""
    return Destination(id="here", kind="local", path=str(folder / "srv"))


@contextmanager
def running(folder: Path, name: str = "kepu.conf", more: str = "") -> Iterator[Ports]:
    """Nginx with the configuration of this name, and `more` beside it, as long as it is needed."""
    ports = Ports(_free_port(), _free_port())
    _write_certificate(folder)
    taken = [
        "sh",
        str(DEPLOY / "kepu" / "take-maps.sh"),
        str(folder / "srv" / "current"),
        str(folder / "kepu" / "maps"),
        "true",
    ]
    subprocess.run(taken, check=True)
    for path in [DEPLOY / name, *(DEPLOY / "kepu").glob("*.conf")]:
        target = folder / path.relative_to(DEPLOY)
        target.parent.mkdir(exist_ok=True)
        target.write_text(_placed(path.read_text("utf-8"), folder, ports), "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""  # temporary folders are closed to others
    temps = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{user} load_module {BROTLI}; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1; daemon off;\n"
        f"events {{ }}\nhttp {{ {temps}\n access_log off;\n include {folder}/{name};\n"
        f"{_placed(more, folder, ports)} }}\n",
        "utf-8",
    )
    settings = ["-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    command = [str(nginx_program()), *settings]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0 and "warn" not in tried.stderr, tried.stderr
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_for(ports.http)
        yield ports
    finally:
        process.terminate()
        process.wait()
    errors = (folder / "error.log").read_text("utf-8")
    assert not re.search(r"\[(emerg|alert|crit)\]", errors), errors


def nginx_program() -> str | None:
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


def _placed(text: str, folder: Path, ports: Ports) -> str:
    """An operator's file with the places and ports of this run."""
    for old, new in {
        "/etc/nginx/kepu/": f"{folder}/kepu/",
        "/srv/kepu/": f"{folder}/srv/",
        "/var/log/nginx/": f"{folder}/",
        "kepu.example.gov.cn": "127.0.0.1",
        "listen 80;": f"listen 127.0.0.1:{ports.http};",
        "listen 443 ": f"listen 127.0.0.1:{ports.https} ",
    }.items():
        text = text.replace(old, new)
    return re.sub(r"listen \[::\]:.*;", "", text)


def _write_certificate(folder: Path) -> None:
    (folder / "kepu").mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
         "-subj", "/CN=127.0.0.1", "-keyout", folder / "kepu" / "privkey.pem", "-out", folder / "kepu" / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx does not answer")
