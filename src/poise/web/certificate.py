"""A certificate of one's own, for phones in the same network: their cameras need HTTPS."""

from __future__ import annotations

import ipaddress
import os
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_LASTS = timedelta(days=397)  # what browsers accept at most
_RENEWED_BEFORE = timedelta(days=30)


def self_signed(folder: Path, host: str) -> tuple[Path, Path]:
    """Return certificate and key for a host, made when missing, soon over, or for another host.

    Parameters
    ----------
    folder : Path
        Where they are kept; the key is readable by its owner alone.
    host : str
        The address that the studio listens on; this machine's names are added.
    """
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    names = _names(host)
    if not (key.exists() and _is_good(certificate, names)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(certificate, key, names)
    return certificate, key


def _names(host: str) -> list[x509.GeneralName]:
    own = socket.gethostname()
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in dict.fromkeys(("localhost", own))]
    addresses = dict.fromkeys(("127.0.0.1", host, *_addresses(own)))
    return names + [x509.IPAddress(found) for found in map(_address, addresses) if found is not None]


def _addresses(name: str) -> list[str]:
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(name, None, socket.AF_INET)]
    except OSError:
        return []


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return None if found.is_unspecified else found


def _is_good(path: Path, names: list[x509.GeneralName]) -> bool:
    try:
        known = x509.load_pem_x509_certificate(path.read_bytes())
        carried = known.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    lasts = known.not_valid_after_utc - datetime.now(UTC) > _RENEWED_BEFORE
    return lasts and set(names) <= set(carried)


def _make(certificate: Path, key: Path, names: list[x509.GeneralName]) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Poise")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _LASTS)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(key, pem, 0o600)
    _write(certificate, made.public_bytes(serialization.Encoding.PEM), 0o644)


def _write(path: Path, content: bytes, mode: int) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
