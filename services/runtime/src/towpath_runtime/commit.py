"""One transaction for one batch: inbox marks, states, private documents, outbox rows, parked letters."""

import asyncio
from typing import Any

from pymongo import AsyncMongoClient, UpdateOne
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import PyMongoError

from towpath_runtime.errors import Conflict
from towpath_runtime.message import Operation
from towpath_runtime.mongo import DEADLETTERS, INBOX, OUTBOX, PARKS, Database, translated
from towpath_runtime.parking import Parking
from towpath_runtime.unit import Unit
from towpath_runtime.workspace import Workspace

COMMIT_TRIES = 5


async def commit(
    database: Database, workspace: Workspace, parking: Parking, units: list[Unit], known: dict[str, str], topic: str
) -> bool:
    """Write the batch, whole or not at all. Returns False where there was nothing to write.

    Raises Conflict (somebody else wrote first), Unstorable (something in it cannot be kept) or Away.
    """
    result = workspace.result
    resolved = [unit.resolves for unit in units if unit.resolves is not None and unit.failure is None]
    rows = result.rows + parking.rows(topic, known)
    letters = parking.letter_writes(known) + resolved
    if not (result or letters):
        return False
    with translated():
        async with database.client.start_session() as session:
            await session.start_transaction()
            try:
                await _write(database, session, workspace, rows, letters, parking)
            except BaseException:
                if session.in_transaction:
                    await _abort(session)
                raise
            await _finish(session)
    return True


async def _write(
    database: Database,
    session: AsyncClientSession,
    workspace: Workspace,
    rows: list[dict[str, Any]],
    letters: list[UpdateOne],
    parking: Parking,
) -> None:
    result = workspace.result
    if result.marks:
        await database[INBOX].insert_many(list(result.marks.values()), ordered=False, session=session)
    for collection, operations in workspace.state_writes().items():
        written = await database[collection].bulk_write(operations, ordered=False, session=session)
        if written.matched_count + written.inserted_count != len(operations):
            raise Conflict
    private: dict[str, list[Operation]] = {}
    for write in result.writes:
        private.setdefault(write.collection, []).append(write.operation)
    for collection, operations in private.items():
        await database[collection].bulk_write(operations, ordered=True, session=session)
    if rows:
        await database[OUTBOX].insert_many(rows, ordered=False, session=session)
    if letters:
        await database[DEADLETTERS].bulk_write(letters, ordered=False, session=session)
    if lanes := parking.lane_writes():
        parks = await database[PARKS].bulk_write(lanes, ordered=False, session=session)
        if parks.matched_count + parks.inserted_count < len(lanes):
            raise Conflict


async def _finish(session: AsyncClientSession) -> None:
    """Commit; ask again while the answer is unknown, for a commit that took effect says so the second time."""
    for attempt in range(1, COMMIT_TRIES + 1):
        try:
            await session.commit_transaction()
        except PyMongoError as error:
            if not error.has_error_label("UnknownTransactionCommitResult") or attempt == COMMIT_TRIES:
                raise
            await asyncio.sleep(0.05 * attempt)
        else:
            return


async def _abort(session: AsyncClientSession) -> None:
    try:
        await session.abort_transaction()
    except PyMongoError:
        return  # the server drops what nobody commits


async def ping(client: AsyncMongoClient[dict[str, Any]]) -> None:
    """Raise Away where no server answers."""
    with translated():
        await client.admin.command("ping")
