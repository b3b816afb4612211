"""Certificates for a server on this machine, created for the test."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

_LEAF = """subjectAltName=DNS:localhost
basicConstraints=CA:FALSE
keyUsage=critical,digitalSignature,keyEncipherment
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
"""


def server_context(folder: Path) -> ssl.SSLContext:
    """Return the TLS context of https://localhost; `root.pem`, `leaf.pem` and `leaf.key` stay in the folder."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("the openssl command is not installed")
    (folder / "leaf.cnf").write_text(_LEAF)
    key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"  # faster to generate than RSA
    for command in (
        # With the extensions that Python requires since 3.13 (ssl.VERIFY_X509_STRICT).
        f"req -x509 {key} -keyout root.key -out root.pem -days 2 -subj /CN=root "
        "-addext keyUsage=critical,keyCertSign,cRLSign",
        f"req {key} -keyout leaf.key -out leaf.csr -subj /CN=localhost",
        "x509 -req -in leaf.csr -CA root.pem -CAkey root.key -CAcreateserial -out leaf.pem -days 2 -extfile leaf.cnf",
    ):
        subprocess.run([openssl, *command.split()], cwd=folder, check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "leaf.pem", folder / "leaf.key")
    return context
