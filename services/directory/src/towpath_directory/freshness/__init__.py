"""When a listing is asked about, how it ages, when it sinks and when it leaves: a policy in data, and what keeps it."""
