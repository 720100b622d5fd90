"""What a link holds, signed (JWS with HMAC and SHA-256, RFC 7515): which listing, as which content, until when."""

from dataclasses import dataclass
from datetime import UTC, datetime

from joserfc import jwt
from joserfc.errors import JoseError

from towpath_directory.links.keys import LinkKeys

PURPOSE = "towpath:still-right"
"""Who is to take it (``aud``): a token that was signed for anything else opens nothing here."""
ALGORITHM = "HS256"
LONGEST = 1000
HASH_DIGITS = 16
"""As many hexadecimal digits of a hash as a link holds: it tells apart what one listing said, no more."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it is signed: its own id, the service, the hash of the listing as it stood, and when it expires.

    ``content`` is the beginning of the hash of its wording.
    """

    id: str
    service: str
    content: str
    expires: datetime


class LinkInvalid(Exception):
    """The link was not made here, or is for something else, or somebody changed it."""


class LinkExpired(Exception):
    """The link was made here, and its time is over."""


class Links:
    """Signs links and reads them."""

    def __init__(self, keys: LinkKeys, address: str) -> None:
        self._keys = keys
        self._address = address.rstrip("/")

    def address(self, link: Link) -> str:
        """Return the address that a person opens."""
        return f"{self._address}/directory/v1/links/{self.sign(link)}"

    def sign(self, link: Link) -> str:
        """Return the token of a link."""
        key = self._keys.signing()
        claims = {
            "aud": PURPOSE,
            "jti": link.id,
            "sub": link.service,
            "con": link.content,
            "exp": int(link.expires.timestamp()),
        }
        return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])

    def read(self, token: str, now: datetime) -> Link:
        """Return the link of a token. Raises LinkInvalid, or LinkExpired by the clock that is given."""
        if len(token) > LONGEST:
            raise LinkInvalid
        try:
            claims = jwt.decode(token, self._keys.accepted(), algorithms=[ALGORITHM]).claims
        except (JoseError, ValueError, KeyError, TypeError):
            raise LinkInvalid from None
        service, content, own, until = (claims.get(name) for name in ("sub", "con", "jti", "exp"))
        if claims.get("aud") != PURPOSE or not isinstance(until, int) or not 0 < until < 1 << 36:
            raise LinkInvalid
        if not (isinstance(service, str) and isinstance(content, str) and isinstance(own, str)):
            raise LinkInvalid
        expires = datetime.fromtimestamp(until, UTC)
        if now >= expires:
            raise LinkExpired
        return Link(own, service, content, expires)
