"""What holds for every message to the roles that keep something: twice, odd, unreadable, many, while away."""

from __future__ import annotations

from towpath_contracts.conformance.case import Needs, Promise, case, expect
from towpath_contracts.conformance.kit import Kit
from towpath_contracts.conformance.oddities import BEARABLE, POISON, of_a_strange_type
from towpath_contracts.conformance.trial import MANY, TRIALS, Trial
from towpath_contracts.roles import Role

KEEPING = (Role.FOLLOWUP, Role.INTAKE, Role.PARTNER)


async def begin(kit: Kit, after: Trial | None = None) -> Trial:
    """Prepare a message to the target."""
    return await TRIALS[kit.target.role](kit, after)


async def several(kit: Kit) -> list[Trial]:
    """Prepare many messages; fewer for an intake, which needs a referral and a connection for each."""
    count = MANY // 4 if kit.target.role is Role.INTAKE else MANY
    return [await begin(kit) for _ in range(count)]


async def all_answered(kit: Kit, trials: list[Trial], what: str) -> None:
    """Wait until every message had its effect, and see that none had it twice."""
    for nth, trial in enumerate(trials, 1):
        await trial.answered(f"{what}: the effect of message {nth} of {len(trials)}")
    twice = [trial.message.id for trial in trials if len(trial.ids()) > 1]
    expect(not twice, f"{what}: {len(twice)} messages had their effect under more than one id")


@case(*KEEPING, promise=Promise.DUPLICATES)
async def a_message_that_comes_twice_has_its_effect_once(kit: Kit) -> None:
    """Kafka delivers at least once. A second effect is a second call to a person, or a second place taken."""
    trial = await begin(kit)
    await trial.send(trial.record, trial.record)
    await trial.answered("the effect of a message that came twice")
    later = await begin(kit, trial)
    await later.send(trial.record, later.record)
    await later.answered("the effect of a message after one that came twice")
    expect(len(trial.ids()) == 1, f"the effect of one message stands there under {len(trial.ids())} ids")


@case(*KEEPING, promise=Promise.STABLE)
async def what_is_delivered_again_changes_no_id(kit: Kit) -> None:
    """After a replay the same answers may come again, and readers shrug at them. Under new ids they would act again."""
    trial = await begin(kit)
    await trial.send()
    await trial.answered("the effect of a message")
    before = trial.followed()
    later = await begin(kit, trial)
    await later.send(trial.record, later.record)
    await later.answered("the effect of a message after one that was delivered again")
    after = trial.followed()
    expect(after == before, f"{len(after - before)} new ids followed from a message that was delivered again")


@case(*KEEPING, promise=Promise.TOLERANT)
async def an_event_that_is_odd_is_read_as_any_other(kit: Kit) -> None:
    """Others add fields and headers, and write structured mode: within a version all of it is allowed at any time."""
    for words, change in BEARABLE.items():
        trial = await begin(kit)
        await trial.send(change(trial.record))
        await trial.answered(f"the effect of {words}")


@case(*KEEPING, promise=Promise.TOLERANT)
async def an_event_of_an_unknown_type_is_passed_over(kit: Kit) -> None:
    """It is for someone else. It must not hold up what comes after it, under its own key least of all."""
    trial = await begin(kit)
    await trial.send(of_a_strange_type(trial.record), trial.record)
    await trial.answered("the effect of an event after one of an unknown type")


@case(*KEEPING, promise=Promise.POISON)
async def what_nobody_can_read_holds_up_nobody_else(kit: Kit) -> None:
    """One broken record must not stop a service. What waits behind it under its own key may wait; others may not."""
    for words, change in POISON.items():
        trial = await begin(kit)
        later = await begin(kit, trial)
        await trial.send(change(trial.record), later.record)
        await later.answered(f"the effect of an event after {words}")


@case(*KEEPING, promise=Promise.TIMELY)
async def every_message_has_its_effect_in_the_stated_time(kit: Kit) -> None:
    """Somebody waits at the other end. The stated time is the target's own, for many messages at once."""
    trials = await several(kit)
    await kit.tell(*(trial.message for trial in trials))
    for trial in trials:
        if trial.nudge is not None:
            await trial.nudge()

    def look() -> bool | None:
        return all(trial.ids() for trial in trials) or None

    await kit.bus.until(f"the effects of {len(trials)} messages at once", look)


@case(*KEEPING, promise=Promise.CAUSES)
async def an_effect_names_its_cause_and_its_referral(kit: Kit) -> None:
    """By the cause a reader tells which answer is to which question; by the correlation it finds the referral."""
    trial = await begin(kit)
    await trial.send()
    (found, *_) = await trial.answered("the effect of a message")
    assert found.envelope is not None
    expect(found.envelope.causationid == trial.message.id, f"{found.place} does not name the message as its cause")
    wanted = trial.message.correlationid
    expect(found.envelope.correlationid == wanted, f"{found.place} has not the correlation of the message")


@case(*KEEPING, promise=Promise.ABSENCE, needs=(Needs.CONTROL,))
async def what_came_while_it_was_away_is_caught_up_on(kit: Kit) -> None:
    """A service that is down for an hour must not lose that hour."""
    trials = [await begin(kit) for _ in range(3)]
    await kit.stop()
    await kit.tell(*(trial.message for trial in trials))
    await kit.start()
    await all_answered(kit, trials, "sent while it was away")


@case(*KEEPING, promise=Promise.RESTART, needs=(Needs.CONTROL,))
async def a_crash_in_the_middle_loses_nothing_and_repeats_nothing(kit: Kit) -> None:
    """Whoever dies between an effect and the note of it has it twice or never, unless it is made so that it cannot."""
    trials = await several(kit)
    half = len(trials) // 2
    await kit.tell(*(trial.message for trial in trials[:half]))
    await trials[0].answered("the effect of the first of many messages")
    await kit.tell(*(trial.message for trial in trials[half:]))
    await kit.stop()
    await kit.start()
    await all_answered(kit, trials, "a crash in the middle")
    later = await begin(kit)
    await kit.tell(*(trial.message for trial in trials), later.message)
    await later.answered("the effect of a message after the crash")
    await all_answered(kit, trials, "delivered again after a crash")
