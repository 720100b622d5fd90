"""The composition of the public API."""

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI

from towpath_directory.public.api import router
from towpath_directory.public.edge import PublicEdge
from towpath_directory.public.profiles import profiles
from towpath_directory.public.reading import Reading
from towpath_directory.public.registers import Registers
from towpath_directory.public.schemas import components
from towpath_directory.public.shelves import Shelves
from towpath_directory.search.search import Search
from towpath_runtime.openapi import add_schemas
from towpath_runtime.service import Runtime


def public_routers(runtime: Runtime, search: Search, registers: Registers, public_url: str) -> Sequence[APIRouter]:
    """Return the routes of every profile; ``public_url`` is where people reach this deployment."""
    reading = Reading(runtime.database)
    return [router(one, Shelves(one, search, registers, reading), public_url) for one in profiles()]


def open_to_all(app: FastAPI) -> FastAPI:
    """Let any site read the public addresses, and have their documents described."""
    for one in profiles():
        add_schemas(app, components(one))
    app.add_middleware(PublicEdge, prefixes=tuple(f"/directory/{one.path}" for one in profiles()))
    return app
