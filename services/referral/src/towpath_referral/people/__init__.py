"""People: who a referral is about, kept apart from the case and sealed with a key of their own."""
