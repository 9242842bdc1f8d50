"""A certificate of one's own."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509

from poise.web.certificate import self_signed


def names_in(path: Path) -> x509.SubjectAlternativeName:
    found = x509.load_pem_x509_certificate(path.read_bytes())
    assert found.not_valid_after_utc > datetime.now(UTC)
    return found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value


def test_it_names_this_machine_and_its_key_is_private(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path / "tls", "192.0.2.7")
    names = names_in(certificate)
    assert "localhost" in names.get_values_for_type(x509.DNSName)
    assert {ip_address("127.0.0.1"), ip_address("192.0.2.7")} <= set(
        names.get_values_for_type(x509.IPAddress)
    )
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_it_is_kept_as_long_as_it_fits(tmp_path: Path) -> None:
    first = self_signed(tmp_path, "127.0.0.1")[0].read_bytes()
    assert self_signed(tmp_path, "127.0.0.1")[0].read_bytes() == first
    assert self_signed(tmp_path, "192.0.2.7")[0].read_bytes() != first


def test_a_damaged_one_is_made_anew(tmp_path: Path) -> None:
    certificate, _ = self_signed(tmp_path, "127.0.0.1")
    certificate.write_bytes(b"damaged")
    assert names_in(self_signed(tmp_path, "127.0.0.1")[0])
