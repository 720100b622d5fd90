"""What the front door shows to somebody who knocks without a path."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

WHAT_IS_WHERE = {
    "referral": "people, cases, plans and connections",
    "matching": "options that fit, with reasons",
    "followup": "timers, contacts and measures",
    "directory": "services, capacity and gaps",
}

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Towpath</title>
<style>
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; color: #212b32 }}
h1 {{ color: #005eb8; margin-bottom: 0 }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ text-align: left; padding: .6rem .8rem .6rem 0; border-bottom: 1px solid #d8dde0; vertical-align: top }}
a {{ color: #005eb8 }}
</style>
</head>
<body>
<h1>Towpath</h1>
<p>An open social prescribing platform, on this machine.</p>
<table>
<tr><th scope="col">Service</th><th scope="col">Keeps</th><th scope="col">Look</th></tr>
{rows}
</table>
<p><a href="/health">Health of everything</a>. On the command line: <code>towpath status</code>,
<code>towpath reconcile</code>, <code>towpath deadletters</code>.</p>
</body>
</html>
"""


_ROW = (
    '<tr><th scope="row">{name}</th><td>{keeps}</td><td><a href="/{name}/openapi.json">API</a> · '
    '<a href="/{name}/health/ready">health</a> · <a href="/{name}/v1/dead-letters">dead letters</a> · '
    '<a href="/{name}/metrics">metrics</a></td></tr>'
)


def page(services: Iterable[str]) -> str:
    """Return the page that says what is where."""
    rows = "\n".join(_ROW.format(name=escape(name), keeps=escape(WHAT_IS_WHERE[name])) for name in services)
    return _PAGE.format(rows=rows)
