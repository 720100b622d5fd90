"""The forms of the envelope's attributes, each compiled once.

They are narrow on purpose: what may stand in a key, a header or a log line must not be able to hold a name, a number or
an address of a person.
"""

import re

from towpath_contracts.codes import CODE_FORM
from towpath_contracts.event import Stream
from towpath_contracts.values import AREA_FORM, ORGANISATION_FORM, UUID_FORM

ORGANISATION = re.compile(ORGANISATION_FORM)
UUID = re.compile(UUID_FORM)
SOURCE = re.compile(rf"/org/({ORGANISATION_FORM[1:-1]})/([a-z0-9][a-z0-9-]{{0,39}})")
TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,199}")
TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
"""W3C Trace Context, version 00."""
SEQUENCE = re.compile(r"[0-9]{1,18}")

SUBJECT = dict.fromkeys(Stream, UUID) | {Stream.GAP: re.compile(f"{CODE_FORM[1:-1]}/{AREA_FORM[1:-1]}")}
"""What a subject, and so a record's key, looks like on each stream: an id, or need and area for a gap."""
