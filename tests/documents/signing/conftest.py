"""An authority, an office's key in a folder, a sheet of paper to sign, and a time-stamping authority that answers."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from documents.layouts import render
from tests.documents.keys import an_authority, key_in

STAMPED = datetime(2026, 11, 2, 3, 0, 5, tzinfo=UTC)


class Authority(HTTPServer):
    """A time-stamping authority: counts who asked, and says of which type its answers are."""

    asked = 0
    kind = "application/timestamp-reply"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/tsa"


@pytest.fixture(scope="session")
def sheet():
    """A rendered paper."""
    columns = [{"title": "ที่"}, {"title": "โครงการ", "width": 5}]
    rows = [{"cells": ["๑", "ซ่อมฝายน้ำล้นบ้านบุ่ง"]}]
    return render({"layout": "table", "title": "บัญชีโครงการ", "heading": ["บัญชี"], "columns": columns, "rows": rows})


@pytest.fixture(scope="session")
def authority():
    return an_authority()


@pytest.fixture
def entry(tmp_path, authority):
    """The chair's key."""
    return key_in(tmp_path, authority, "council/chair")


@pytest.fixture(scope="session")
def stamping():
    """The certificate and key of a time-stamping authority, signed by itself."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test TSA")])
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(STAMPED - timedelta(days=9))
        .not_valid_after(STAMPED + timedelta(days=9000))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)), asn1_keys.PrivateKeyInfo.load(der)


@pytest.fixture
def tsa(stamping):
    """The address of an authority that speaks RFC 3161 over HTTP; `tsa.asked` counts the requests."""
    certificate, key = stamping
    stamper = DummyTimeStamper(tsa_cert=certificate, tsa_key=key, fixed_dt=STAMPED)

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self):
            server.asked += 1
            query = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(query).dump()
            self.send_response(200)
            self.send_header("Content-Type", server.kind)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args):
            """Keep the tests' output clean."""

    server = Authority(("127.0.0.1", 0), Desk)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
