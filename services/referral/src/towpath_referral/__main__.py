"""``python -m towpath_referral``: the service as a process."""

from towpath_referral.app import build
from towpath_referral.settings import ReferralSettings
from towpath_runtime.serving import serve

if __name__ == "__main__":
    serve(build, ReferralSettings)
