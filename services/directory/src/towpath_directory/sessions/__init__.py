"""When a service is on: schedules read as rules, the sessions that follow, and the same as iCalendar."""
