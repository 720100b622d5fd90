"""Real servers as child processes: MongoDB and a broker that speaks Kafka, on loopback, from PyPI wheels."""

from towpath_standalone.servers.child import ChildServer, ServerDidNotStart
from towpath_standalone.servers.mongod import MongoServer
from towpath_standalone.servers.ports import free_port, port_is_taken
from towpath_standalone.servers.tansu import EmbeddedBroker

__all__ = [
    "ChildServer",
    "EmbeddedBroker",
    "MongoServer",
    "ServerDidNotStart",
    "free_port",
    "port_is_taken",
]
