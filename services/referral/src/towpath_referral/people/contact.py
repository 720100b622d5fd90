"""What a partner gets to know of a person: contact details, encrypted to that partner's public key (RFC 7516)."""

import json
import warnings
from collections.abc import Mapping
from typing import Any

from joserfc import jwe
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from towpath_runtime.errors import Refused

ENCRYPTION = "A256GCM"
LEAST_RSA_BITS = 2048
_CURVES = frozenset({"P-256", "P-384", "P-521", "X25519", "X448"})

PublicKey = ECKey | OKPKey | RSAKey
SHARED = ("given_name", "family_name", "phone", "email", "contact")
"""The fields that a partner gets: who it is and how they want to be reached. No address, number or date of birth."""


class PartnerKeyRefused(Refused):
    """What was given is no public key that contact details can be encrypted to."""

    code = "partner-key-refused"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            "send a public JWK: EC (P-256, P-384, P-521), OKP (X25519, X448), or RSA of 2048 bits and more", field="key"
        )


def read_key(jwk: Mapping[str, Any]) -> PublicKey:
    """Read a partner's public key (RFC 7517). Raises PartnerKeyRefused, for a private one too: it is theirs alone."""
    if jwk.get("use", "enc") != "enc" or {"d", "k", "p", "q"} & jwk.keys():
        raise PartnerKeyRefused
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SecurityWarning)
            key = import_key(dict(jwk))
    except (JoseError, SecurityWarning, ValueError, TypeError, KeyError):
        raise PartnerKeyRefused from None
    if isinstance(key, RSAKey):
        fits = key.raw_value.key_size >= LEAST_RSA_BITS
    else:
        fits = isinstance(key, ECKey | OKPKey) and jwk.get("crv") in _CURVES
    if not fits or not isinstance(key, ECKey | OKPKey | RSAKey):
        raise PartnerKeyRefused
    return key


def key_id(jwk: Mapping[str, Any]) -> str:
    """Return the key's own name, or its thumbprint (RFC 7638)."""
    given = jwk.get("kid")
    return given if isinstance(given, str) and 0 < len(given) <= 100 else read_key(jwk).thumbprint()


def encrypt_contact(jwk: Mapping[str, Any], details: Mapping[str, Any]) -> str:
    """Return the shared fields of ``details`` as a compact JWE that this partner alone can read."""
    key = read_key(jwk)
    algorithm = "RSA-OAEP-256" if isinstance(key, RSAKey) else "ECDH-ES+A256KW"
    header = {"alg": algorithm, "enc": ENCRYPTION, "kid": key_id(jwk), "cty": "application/json"}
    shared = {name: details[name] for name in SHARED if details.get(name)}
    return jwe.encrypt_compact(header, json.dumps(shared, ensure_ascii=False), key, algorithms=[algorithm, ENCRYPTION])
