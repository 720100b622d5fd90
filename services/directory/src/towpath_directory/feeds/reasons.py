"""What may be said of a record: how it was mended, or why it was refused and what its publisher has to mend."""

from dataclasses import dataclass, field

MENDS = {
    "address-incomplete": "the address lacks a street or a town",
    "address-repeated": "the same place was given twice and is kept once",
    "age-bounds-swapped": "the lowest age was above the highest; they were swapped",
    "age-from-name": "the age limit was read from the name",
    "bad-age-dropped": "an age was not between 0 and 130 years",
    "bad-byday-dropped": "a day of the week could not be read",
    "bad-coordinates-dropped": "coordinates were not two numbers",
    "bad-cost-dropped": "a price could not be read",
    "bad-email-dropped": "an e-mail address was not one",
    "bad-frequency-dropped": "a schedule repeats in a way that the standard does not have",
    "bad-interval-dropped": "an interval was not a number from 1 to 366",
    "bad-latitude-dropped": "a latitude was not between -90 and 90 degrees",
    "bad-longitude-dropped": "a longitude was not between -180 and 180 degrees",
    "bad-number-dropped": "a number could not be read, or is not one that can be meant",
    "bad-phone-dropped": "a telephone number was not one",
    "bad-time-dropped": "a time of day could not be read",
    "bad-url-dropped": "a web address was not one",
    "bad-weekday-dropped": "the first day of a week was none of MO to SU",
    "capacity-incomplete-dropped": "a capacity lacked its number, its unit, or when it was counted",
    "coordinates-far-from-postcode": "coordinates lay over 25 km from the postcode; the postcode was believed",
    "coordinates-swapped": "latitude and longitude were in each other's place",
    "coordinates-without-address-dropped": "coordinates stood beside an address that names no place: a stand-in",
    "coordinates-zero-dropped": "coordinates were 0, 0, which is in the sea",
    "covered-area-assumed": "the record names no place; the area that its publisher covers was taken",
    "currency-dropped": "a currency was not a code of ISO 4217",
    "daily-as-weekly": "every day was written as a week with seven days",
    "date-in-future-dropped": "a date of assurance lay in the future",
    "date-unreadable": "a date could not be read",
    "dates-cut": "more single dates than a listing holds; the first were kept",
    "dates-swapped": "a schedule ended before it began; the dates were swapped",
    "district-of-place-taken": "the place is confidential; its postcode district was taken as the area",
    "empty-email-dropped": "an e-mail address was present but empty",
    "empty-url-dropped": "a web address was present but empty",
    "exceptions-dropped": "a listing has no room for exceptions to a schedule",
    "fortnight-as-interval": "every second week was written as WEEKLY with an interval of 2",
    "frequency-assumed": "days without a frequency were taken as weekly",
    "hours-of-place-set-aside": "a place gave hours beside the times of its service, which were taken",
    "html-cleaned": "markup was removed from a text",
    "id-derived": "an id that is no UUID was replaced by one derived from it",
    "language-unknown": "a language was not recognised",
    "month-days-set-aside": "days of the month stood beside days of the week, which were taken",
    "monthly-by-its-days": "days such as the second Tuesday were given; they repeat by the month, whatever was written",
    "name-from-type": "the service has no name; its type was taken",
    "not-fetched-again": "its publisher says that it has not changed, so it was not fetched again",
    "offset-set-aside": "a schedule gave an offset from UTC; its times were taken as those of London",
    "person-not-named": "a person was named; a listing names roles to turn to and no people",
    "place-from-organisation": "the service names no place; its organisation's was taken",
    "place-from-text": "the place was read from the one postcode in the text",
    "place-unknown": "the record refers to a place that it does not describe",
    "place-withheld": "a place is confidential; nothing that would find it was taken",
    "postcode-placed": "coordinates were missing; the middle of the postcode sector was taken",
    "postcode-unreadable": "a British postcode could not be read",
    "reference-dropped": "a record referred to something by an id that is no UUID, and that nothing here has",
    "region-as-service-area": "a service area was given by its parts; they were joined into a name",
    "schedule-empty": "a schedule said nothing that can be read",
    "schedule-repeated": "the same schedule was given more than once and is kept once",
    "sessions-dated": "a schedule held for one day only; it is kept as a single date",
    "status-assumed": "the status was missing; active was taken",
    "status-unknown": "the status was not one of the standard; inactive was taken",
    "text-cut": "a text was longer than a listing holds and was cut",
    "text-withheld": "what would find a confidential place was taken out of the texts",
    "tracking-removed": "tracking parameters were removed from a web address",
    "url-scheme-added": "a web address had no scheme; https was added",
    "week-of-month-from-date": "which week of the month was read from the dates",
    "week-of-month-from-text": "which week of the month was read from the description",
    "week-of-month-unknown": "a monthly schedule does not say which week",
    "weekday-from-date": "the day of the week was read from the dates",
    "which-day-unknown": "a schedule does not say which day",
}
"""Every code of a mend, with its meaning for a curator."""

REFUSALS = {
    "clashing-id": "another record of this feed has the same id and says something else: give each service its own",
    "no-name": "give the service a name",
    "no-organisation": "say which organisation runs the service, with its name",
    "no-service": "the document describes no service: add it under services",
    "not-an-object": "a record has to be a JSON object",
    "row-ragged": "give the row as many cells as the first line has, and quote a cell that holds a separator",
    "row-unreadable": "close the quotes that begin in this row, and double those inside a cell",
    "too-deep": "the record is nested more than 40 levels deep",
    "too-large": "the record is larger than 1 MB: leave out what does not belong to a service",
    "unreadable": "this directory broke on the record; its operator finds the place in the log",
    "does-not-fit": "a field does not fit a listing even after mending",
}
"""Every code of a refusal by a reader, with what to mend. Rules of the directory add their own (see decide.py)."""


@dataclass(frozen=True, slots=True, order=True)
class Mend:
    """One change: its code, one of `MENDS`, and the field of the listing that it concerns."""

    code: str
    field: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a record is not taken: a code, the field at fault, and what to mend. Never a value of the record."""

    code: str
    field: str
    detail: str


def refusal(code: str, where: str) -> Refusal:
    """Return the refusal with this code, one of `REFUSALS`."""
    return Refusal(code, where, REFUSALS[code])


class Refuse(Exception):
    """Raised by a reader that cannot take a record."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(code)
        self.refusal = refusal(code, where)


@dataclass(slots=True)
class Notes:
    """Gathers the mends of one record, each once."""

    made: dict[Mend, None] = field(default_factory=dict)

    def mend(self, code: str, where: str) -> None:
        """Note a mend; ``code`` has to be one of `MENDS`."""
        assert code in MENDS, code
        self.made[Mend(code, where)] = None

    def has(self, code: str) -> bool:
        """Tell whether a mend with this code was made."""
        return any(mend.code == code for mend in self.made)

    def all(self) -> tuple[Mend, ...]:
        """Return the mends in the order of their codes."""
        return tuple(sorted(self.made))
