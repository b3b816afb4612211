"""Check each page of the built documentation in Chromium: nothing overflows, no code is clipped, text is legible.

`scripts/docs` calls this with the folder of the site. `_docs_layout.html` loads the pages into an iframe, as wide as a
phone and as a desktop, measures them, and posts its findings.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

DRIVER = Path(__file__).with_suffix(".html")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 600  # a minute on an idle machine
Report = dict[str, Any]


class Site(SimpleHTTPRequestHandler):
    """The files of the site, and the measuring page at `/_layout`."""

    def __init__(self, *args: Any, reports: queue.Queue[Report], **options: Any) -> None:
        self.reports = reports
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        if self.path != "/_layout":
            super().do_GET()
            return
        site = Path(self.directory)
        pages = sorted(path.parent.relative_to(site).as_posix() for path in site.rglob("index.html"))
        body = DRIVER.read_text(encoding="utf-8").replace("PAGES", json.dumps(pages)).encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.reports.put(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # stays silent, named as in the base class
        del format, args


def measure(site: Path, browser: str) -> Report:
    """Return the report of the measuring page: `pages`, their `heights`, and the `problems`."""
    reports = queue.Queue[Report]()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Site, directory=str(site), reports=reports))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # Chromium cannot use its sandbox as root, the user in containers. It opens only this site.
    flags = ["--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    flags += ["--no-sandbox", "--disable-dev-shm-usage"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        url = f"http://127.0.0.1:{server.server_port}/_layout"
        command = [
            browser,
            *flags,
            f"--user-data-dir={profile}",
            "--window-size=1400,1000",
            "--remote-debugging-port=0",
        ]
        process = subprocess.Popen([*command, url], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            return reports.get(timeout=SECONDS)
        except queue.Empty:
            sys.exit(f"{browser} did not report within {SECONDS} s (exit status {process.poll()})")
        finally:
            process.terminate()
            process.wait(30)
            server.shutdown()
            server.server_close()


def main(site: str) -> int:
    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if browser is None:
        print("skipped: layout of the docs (Chromium is missing; on Debian, install the package chromium)")
        return 0
    report = measure(Path(site), browser)
    for problem in report["problems"]:
        print(problem)
    count = len(report["problems"])
    print(f"{'FAILED' if count else 'ok'}: layout of {report['pages']} pages, {count} problems")
    return 1 if count or not report["pages"] else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
