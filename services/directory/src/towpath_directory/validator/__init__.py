"""Whether documents are as Open Referral UK 3.0 and HSDS 3.1 have them: rules that read nothing and ask nobody."""

from towpath_directory.validator.facts import UnknownKind, UnknownProfile
from towpath_directory.validator.finding import Finding, Outcome, Severity, Verdict, Weight
from towpath_directory.validator.judge import judge

__all__ = ["Finding", "Outcome", "Severity", "UnknownKind", "UnknownProfile", "Verdict", "Weight", "judge"]
