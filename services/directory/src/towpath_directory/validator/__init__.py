"""Whether documents are as Open Referral UK 3.0 and HSDS 3.1 have them: rules that read nothing and ask nobody."""

from towpath_directory.validator.facts import PROFILES, UnknownKind, UnknownProfile
from towpath_directory.validator.feed import FeedVerdict, judge_feed
from towpath_directory.validator.finding import Finding, Outcome, Severity, Verdict, Weight
from towpath_directory.validator.judging import judge
from towpath_directory.validator.whole import Answer, Judged, Report, judge_api

__all__ = [
    "PROFILES",
    "Answer",
    "FeedVerdict",
    "Finding",
    "Judged",
    "Outcome",
    "Report",
    "Severity",
    "UnknownKind",
    "UnknownProfile",
    "Verdict",
    "Weight",
    "judge",
    "judge_api",
    "judge_feed",
]
