"""A follow-up by a stranger: waits of a fortnight for everything, no working days, no second attempts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from conformance.foreign.stranger import Document, News, Said, Stranger

WAITS = timedelta(days=14)
ANSWERED = ("connection_accepted", "connection_waitlisted", "connection_rejected")
OVER = ("connection_completed", "connection_failed", "connection_cancelled")
BEGINS = {
    "accepted": "first-contact",
    "plan_agreed": "review",
    "connection_requested": "provider-reply",
    "connection_started": "check-in",
}
HEARD = (*BEGINS, "rejected", "needs_assessed", "paused", "resumed", "closed", *ANSWERED, *OVER)


class Followup(Stranger):
    """Keeps the waits of each referral. What is past when it hears of it is due at once."""

    service = "followup"
    streams = ("referral",)

    def knows(self, news: News) -> bool:
        """The events of the referral stream that begin or end a wait."""
        return news.kind in {f"referral.{name}.v1" for name in HEARD}

    def hear(self, state: Document, news: News) -> Iterator[Said]:
        """Begin, end, put off and go on with waits."""
        if state.get("ended") or (self.wrong == "known-reasons" and news.document.get("reason") == "of-tomorrow"):
            return
        name, referral = news.kind.split(".")[1], news.attributes["subject"]
        connection = news.document.get("connection")
        match name:
            case _ if name in BEGINS and self.wrong != f"deaf-to-{name}":
                yield from self.begin(state, news, BEGINS[name], connection)
            case "needs_assessed" if self.wrong != "deaf-to-assessments":
                yield from self.end(state, referral, "contacted", "first-contact")
            case "paused":
                if self.wrong != "no-break":
                    state["paused"] = self.waits(state)
                    yield from self.end(state, referral, "referral-paused")
                yield self.said(referral, "suspended", reason=news.document["reason"])
            case "resumed":
                asleep = state.pop("paused", [])
                yield self.said(referral, "continued")
                for wait in asleep:
                    yield from self.schedule(state, referral, wait, datetime.now(UTC) + WAITS)
            case "closed" | "rejected":
                if self.wrong != "deaf-to-the-end":
                    yield from self.end(state, referral, "referral-closed")
                    state["ended"] = True
                yield self.said(referral, "ended", reason=news.document["reason"])
            case _ if name in ANSWERED and self.wrong != "deaf-to-answers":
                yield from self.end(state, referral, "answered", "provider-reply", connection)
            case _ if name in OVER:
                yield from self.end(state, referral, "connection-ended", None, connection)

    def said(self, referral: str, name: str, **document: object) -> Said:
        """An event of the followup stream."""
        return Said(self.topic("followup"), f"followup.{name}", referral, document)

    def waits(self, state: Document) -> list[Document]:
        """What is awaited."""
        found: list[Document] = state.setdefault("waits", [])
        return list(found)

    def begin(self, state: Document, news: News, kind: str, connection: str | None = None) -> Iterator[Said]:
        """Begin a wait from when the event happened."""
        referral = news.attributes["subject"]
        name = f"{kind}/{connection}/{len(state['seen']) if self.wrong == 'repeats' else 0}"
        wait = {"timer": str(uuid5(UUID(referral), name)), "kind": kind, "connection": connection}
        if state.get("paused") is not None:
            state["paused"].append(wait)
            return
        began = datetime.fromisoformat(news.attributes["time"])
        if self.wrong == "counts-from-now":
            began = datetime.now(UTC)
        yield from self.schedule(state, referral, wait, began + WAITS)

    def schedule(self, state: Document, referral: str, wait: Document, due: datetime) -> Iterator[Said]:
        """Await something, or say that it is due where that time is past."""
        yield self.said(referral, "scheduled", **wait, due=due.isoformat())
        if due > datetime.now(UTC) and self.wrong != "early":
            state["waits"] = [*self.waits(state), wait]
        elif wait["kind"] == "provider-reply":
            for _ in range(2 if self.wrong == "overdue-twice" else 1):
                yield self.said(referral, "reply_overdue", connection=wait["connection"])
        else:
            yield self.said(referral, "due", **wait)

    def end(
        self, state: Document, referral: str, reason: str, kind: str | None = None, connection: str | None = None
    ) -> Iterator[Said]:
        """End the waits of a kind, of a connection, or all of them."""
        for wait in self.waits(state):
            if kind in (None, wait["kind"]) and (kind == "first-contact" or connection in (None, wait["connection"])):
                state["waits"].remove(wait)
                yield self.said(referral, "cancelled", **wait, reason=reason)
