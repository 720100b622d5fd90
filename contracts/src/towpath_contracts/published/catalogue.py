"""The catalogue as one page: it asks nobody for anything, and can be read without its script."""

import json
import re
from html import escape
from importlib.metadata import version
from importlib.resources import files

from towpath_contracts.event import EVENTS, Event, Stream
from towpath_contracts.published import flows, machines, tables
from towpath_contracts.published.asyncapi import SAYS
from towpath_contracts.published.drawing import Drawing
from towpath_contracts.published.samples import ORGANISATION, binary
from towpath_contracts.roles import ROLES, Role, readers_of, writers_of
from towpath_contracts.states import MACHINES
from towpath_contracts.topics import DAY_MS, PER_PARTNER, Cleanup, Topic, Topics

KEYS = {
    Stream.DIRECTORY: "the service",
    Stream.CAPACITY: "the service",
    Stream.GAP: "need and area, as need/area",
    Stream.PERSON: "the person, a pseudonymous id",
    Stream.INBOX: "the connection",
    Stream.REPLIES: "the connection",
}
"""What a record's key is, where it is not the referral."""

INTRODUCTION = """<p>Every event of Towpath, with its fields and an example. A record is a CloudEvent in Kafka: what
surrounds the event stands in its headers, the value is plain JSON. Ignore types, fields and codes that you do not know;
take each <code>ce_id</code> once. The same in a form for programs: <a href="asyncapi.json">asyncapi.json</a> and the
records in <a href="samples/index.json">samples</a>.</p>"""


def page(topics: Topics) -> str:
    """Return the page."""
    found = files("towpath_contracts.published")
    style, script = (found.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Towpath: catalogue of events</title>\n<style>\n{style}</style>\n</head>\n<body>",
            '<a class="skip" href="#main">To the events</a>',
            '<header class="band"><h1>Towpath: catalogue of events</h1>',
            f"<p>Contracts {version('towpath-contracts')}: {len(EVENTS)} events in {len(Stream)} streams, for whoever",
            "runs, replaces or adds a part.</p></header>",
            f'<div class="frame">\n{_navigation()}\n<main id="main">',
            INTRODUCTION,
            _roles(),
            *(_machine(plan) for plan in machines.PLANS),
            *(_stream(stream, topics) for stream in Stream),
            f"</main>\n</div>\n<script>\n{script}</script>\n</body>\n</html>\n",
        ]
    )


def _navigation() -> str:
    streams = "\n".join(
        f'<li><a href="#{stream.value}">{stream.value}</a><ul>'
        + "".join(f'<li><a href="#{_anchor(event)}">{event.name}{_later(event)}</a></li>' for event in _of(stream))
        + "</ul></li>"
        for stream in Stream
    )
    fixed = '<li><a href="#roles">Roles and streams</a></li>' + "".join(
        f'<li><a href="#{machine.name}">States of a {machine.name}</a></li>' for machine in MACHINES
    )
    return (
        '<nav aria-label="Catalogue"><div class="stick"><label for="filter">Filter events</label>'
        '<input id="filter" type="search" autocomplete="off" aria-describedby="count" '
        'placeholder="name or field, press /">'
        f'<p class="count" id="count" role="status"></p>\n<ul>{fixed}\n{streams}</ul></div></nav>'
    )


def _roles() -> str:
    rows = [(role.value, escape(part.purpose)) for role, part in ROLES.items()]
    caption = "Only the roles named here write an event; whoever may read a topic may read more than it acts on."
    return (
        '<h2 id="roles">Roles and streams</h2>'
        f"{_figure(flows.drawing(), caption)}{tables.table(('Role', 'What it is there for'), rows)}"
    )


def _machine(plan: machines.Plan) -> str:
    machine = plan.machine
    shared = "connection_" if machine.name == "connection" else ""
    caption = "Beside the arrows stand the events of the referral stream" + (
        f", without their beginning {shared}. What leaves a frame may happen in each of its states."
        if shared
        else ". What leaves or reaches a frame holds for each of its states."
    )
    return (
        f'<h2 id="{machine.name}">States of a {machine.name}</h2>{_figure(machines.drawing(plan), caption)}'
        f"{tables.states(machine)}"
    )


def _figure(drawing: Drawing, caption: str) -> str:
    return (
        f'<figure><div class="wide" tabindex="0" role="region" aria-label="{escape(drawing.title)}">\n{drawing.svg()}\n'
        f"</div><figcaption>{escape(caption)}</figcaption></figure>"
    )


def _stream(stream: Stream, topics: Topics) -> str:
    topic = topics.topic(stream, ORGANISATION if stream in PER_PARTNER else None)
    events = _of(stream)
    facts = [
        ("Topic", f"<code>{escape(topic.name.replace(ORGANISATION, '<organisation>'))}</code>"),
        ("Key", KEYS.get(stream, "the referral")),
        ("Kept", _kept(topic)),
        ("Partitions", str(topic.partitions)),
        ("Written by", _names([role for role in Role if any(role in writers_of(event) for event in events)])),
        ("Acted on by", _names([role for role in Role if any(role in readers_of(event) for event in events)])),
    ]
    return "\n".join(
        [
            f'<section class="stream" id="{stream.value}" aria-labelledby="{stream.value}-name">',
            f'<h2 id="{stream.value}-name">{stream.value}</h2><p>{escape(SAYS[stream])}</p>{_facts(facts)}',
            *(_event(event, topics) for event in events),
            "</section>",
        ]
    )


def _event(event: type[Event], topics: Topics) -> str:
    rows = tables.fields(event)
    said = "".join(f"<p>{marked(part)}</p>" for part in (event.__doc__ or "").split("\n\n"))
    facts = _facts([("Written by", _names(writers_of(event))), ("Acted on by", _names(readers_of(event)))])
    words = " ".join([event.type, event.name.replace("_", " "), *tables.names(event)]).lower()
    value = "no value: it takes its key off the topic" if event.tombstone else "no fields"
    return "\n".join(
        [
            f'<section class="event" id="{_anchor(event)}" data-words="{escape(words)}">',
            f'<h3>{event.name}{_later(event)}</h3><p class="type"><code>{event.type}</code></p>{said}{facts}',
            rows or f"<p>It has {value}.</p>",
            f"<details><summary>Example record of {event.name}</summary>",
            f'<pre tabindex="0"><code>{escape(_example(event, topics))}</code></pre>',
            "</details>\n</section>",
        ]
    )


def _example(event: type[Event], topics: Topics) -> str:
    record = binary(event, topics)
    lines = [("topic", record.topic), ("key", (record.key or b"").decode())]
    lines += [(name, value.decode()) for name, value in record.headers]
    value = "none" if record.value is None else json.dumps(json.loads(record.value), indent=2, ensure_ascii=False)
    return "\n".join([*(f"{name:<18} {text}" for name, text in lines), "", value])


def marked(text: str) -> str:
    """Return the words of a docstring as HTML: what stands between double backticks is code."""
    return re.sub(r"``(.+?)``", r"<code>\1</code>", escape(" ".join(text.split()), quote=False))


def _facts(facts: list[tuple[str, str]]) -> str:
    return '<dl class="facts">' + "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in facts) + "</dl>"


def _names(roles: list[Role] | tuple[Role, ...]) -> str:
    return ", ".join(role.value for role in roles) or "whoever wants to know"


def _kept(topic: Topic) -> str:
    days = "" if topic.retention_ms is None else f"{topic.retention_ms // DAY_MS} days"
    newest = "the newest record of each key"
    return {Cleanup.DELETE: days, Cleanup.COMPACT: newest}.get(topic.cleanup, f"{newest}, for {days}")


def _of(stream: Stream) -> list[type[Event]]:
    return [event for event in EVENTS.values() if event.stream is stream]


def _later(event: type[Event]) -> str:
    return "" if event.version == 1 else f" v{event.version}"


def _anchor(event: type[Event]) -> str:
    return f"{event.stream.value}.{event.name}" + ("" if event.version == 1 else f".v{event.version}")
