"""Push tokens like Google's, signed with a key and a certificate made here."""

import base64
import datetime as dt
import json
from collections.abc import Mapping

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from google.auth import crypt, jwt


class Signer:
    """A key, its certificate, and the tokens that it signs."""

    def __init__(self, key_id: str) -> None:
        """Make a new key."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        self.key_id = key_id
        self.certs = {key_id: _self_signed(key)}
        self._signer = crypt.RSASigner.from_string(private, key_id)  # type: ignore[no-untyped-call]

    def token(self, claims: object, key_id: str | None = None) -> str:
        """Return a signed token with these claims; `key_id` replaces the signer's own."""
        token: bytes = jwt.encode(self._signer, claims, key_id=key_id)  # type: ignore[no-untyped-call]
        return token.decode()

    def unsigned(self, claims: Mapping[str, object]) -> str:
        """Return a token that claims to need no signature."""
        head = {"alg": "none", "typ": "JWT", "kid": self.key_id}
        return ".".join([*(_encoded(part) for part in (head, claims)), ""])


def _encoded(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def _self_signed(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "federated-signon")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
