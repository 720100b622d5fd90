"""``towpath-conformance topics``: creates the topics on which an implementation is tried."""

from __future__ import annotations

import asyncio

from towpath_contracts.conformance import options
from towpath_contracts.conformance.refusal import refusing
from towpath_contracts.conformance.target import Security
from towpath_contracts.conformance.topics import partitions_of
from towpath_contracts.topics import Topics


@options.signing_in
def topics(
    kafka: options.Kafka = "127.0.0.1:9092",
    prefix: options.Prefix = "trial.",
    organisation: options.Organisation = None,
    *,
    signs_in: Security,
) -> None:
    """Create the topics that are missing.

    Those of every deployment under the prefix, and a partner's two where one is named.
    """
    servers = options.servers_of(kafka)
    with refusing(kafka):
        named = Topics(prefix)
        wanted = [*named.fixed_topics(), *(named.partner_topics(organisation) if organisation else ())]
        settings = {"bootstrap_servers": list(servers), **signs_in.settings()}
        asyncio.run(partitions_of(wanted, settings, create=wanted))
    for topic in wanted:
        print(topic.name)
