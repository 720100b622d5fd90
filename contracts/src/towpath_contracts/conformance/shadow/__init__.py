"""Shadow running: a replacement answers beside the real one, and here their answers are held against each other.

The replacement reads the real streams in a consumer group of its own, and writes to the topics of a shadow
(``Topics.shadow``), which nobody acts on. ``comparison`` and what it stands on are pure; ``listen`` reads Kafka.
"""

from towpath_contracts.conformance.shadow.comparison import Comparison, compared
from towpath_contracts.conformance.shadow.listen import Shadowing, listen
from towpath_contracts.conformance.shadow.report import document, readable, summary, write

__all__ = ["Comparison", "Shadowing", "compared", "document", "listen", "readable", "summary", "write"]
