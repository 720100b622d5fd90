"""The conformance kit: proves from outside, through Kafka alone, that an implementation keeps the promises of a role.

From pytest: ``cases_of(role)`` gives the cases, ``prove(Target(...))`` runs them and gives the report.
"""

from towpath_contracts.conformance.case import Broken, Case, Needs, NotAsked, Promise
from towpath_contracts.conformance.run import Outcome, Report, Verdict, cases_of, prove
from towpath_contracts.conformance.target import Security, Target
from towpath_contracts.roles import Role

__all__ = [
    "Broken",
    "Case",
    "Needs",
    "NotAsked",
    "Outcome",
    "Promise",
    "Report",
    "Role",
    "Security",
    "Target",
    "Verdict",
    "cases_of",
    "prove",
]
