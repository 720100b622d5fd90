"""The "still right?" link: signed, expiring, for one listing; and the page behind it, which works without scripts."""
