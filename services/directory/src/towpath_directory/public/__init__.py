"""The public API: what anybody may read, in Open Referral UK 3.0 and in HSDS 3.1."""
