"""The public API over HTTP, once for each profile: GET alone, without a key."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from towpath_contracts.values import Id
from towpath_directory.public.answer import answer
from towpath_directory.public.asking import Organisations, Services, Taxonomies, Terms
from towpath_directory.public.examples import example
from towpath_directory.public.openapi import of_profile
from towpath_directory.public.profiles import Profile
from towpath_directory.public.schemas import reference
from towpath_directory.public.shelves import Page, Shelves
from towpath_runtime.openapi import refuses

NOT_MODIFIED = {"description": "What the asker has is what there is."}
HEADERS = {
    "ETag": {"schema": {"type": "string"}},
    "Cache-Control": {"schema": {"type": "string"}},
    "Link": {"description": "The next page, whatever changes meanwhile.", "schema": {"type": "string"}},
}


def router(profile: Profile, shelves: Shelves, public_url: str) -> APIRouter:
    """Return the routes of a profile; ``public_url`` is where people reach this deployment."""
    routes = APIRouter(prefix=f"/{profile.path}", tags=[f"public {profile.title}"], default_response_class=Response)

    def answers(name: str) -> dict[int | str, dict[str, Any]]:
        shown = {} if name == "about" else {"example": example(profile, name)}
        content = {"application/json": {"schema": reference(profile, name)} | shown}
        told = {"description": f"As {profile.title} has it.", "content": content, "headers": HEADERS}
        return {200: told, 304: NOT_MODIFIED}

    @routes.get("/", responses=answers("about"))
    async def about(request: Request) -> Response:
        """Say which standard this is, and where it is described."""
        where = f"{public_url.rstrip('/')}/directory/{profile.path}/openapi.json"
        return answer(request, {"version": profile.version, "profile": profile.about, "openapi_url": where})

    @routes.get("/openapi.json", responses={200: {"content": {"application/json": {"schema": {"type": "object"}}}}})
    async def openapi(request: Request) -> Response:
        """Describe the public API of this profile alone (OpenAPI 3.1)."""
        return answer(request, of_profile(request.app.openapi(), profile))

    @routes.get("/services", responses=answers("service_list"))
    async def services(request: Request, asked: Annotated[Services, Query()]) -> Response:
        """Services, a page at a time. Words and a place rank them; else they are in the order of their ids."""
        return _listed(request, await shelves.services(asked))

    @routes.get("/services/{id}", responses={**answers("service"), **refuses(410)})
    async def service(request: Request, id: Id) -> Response:  # noqa: A002  # the standards call it so
        """One service, whole."""
        document, modified = await shelves.service(id)
        return answer(request, document, modified=modified)

    @routes.get("/service_at_locations", responses=answers("service_at_location_list"))
    async def service_at_locations(request: Request, asked: Annotated[Services, Query()]) -> Response:
        """Services at their locations, a page at a time; the nearest first where a postcode is given."""
        return _listed(request, await shelves.service_at_locations(asked))

    @routes.get("/service_at_locations/{id}", responses=answers("service_at_location"))
    async def service_at_location(request: Request, id: Id) -> Response:  # noqa: A002
        """One service at one location, whole."""
        document, modified = await shelves.service_at_location(id)
        return answer(request, document, modified=modified)

    @routes.get("/organizations", responses=answers("organization_list"))
    async def organizations(request: Request, asked: Annotated[Organisations, Query()]) -> Response:
        """Organisations, each once, whoever told of it, a page at a time in the order of their ids."""
        return _listed(request, await shelves.organizations(asked))

    @routes.get("/organizations/{id}", responses=answers("organization"))
    async def organization(request: Request, id: Id, full_service: bool = False) -> Response:  # noqa: A002
        """One organisation with its services, whole ones where ``full_service`` asks for them."""
        return answer(request, await shelves.organization(id, full_service))

    @routes.get("/taxonomies", responses=answers("taxonomy_list"))
    async def taxonomies(request: Request, asked: Annotated[Taxonomies, Query()]) -> Response:
        """The taxonomies that services are described by, a page at a time."""
        return _listed(request, await shelves.taxonomies(asked))

    @routes.get("/taxonomies/{id}", responses=answers("taxonomy"))
    async def taxonomy(request: Request, id: Id) -> Response:  # noqa: A002
        """One taxonomy."""
        return answer(request, await shelves.taxonomy(id))

    @routes.get("/taxonomy_terms", responses=answers("taxonomy_term_list"))
    async def taxonomy_terms(request: Request, asked: Annotated[Terms, Query()]) -> Response:
        """The taxonomy terms that services are described by, a page at a time."""
        return _listed(request, await shelves.taxonomy_terms(asked))

    @routes.get("/taxonomy_terms/{id}", responses=answers("taxonomy_term"))
    async def taxonomy_term(request: Request, id: Id) -> Response:  # noqa: A002
        """One taxonomy term."""
        return answer(request, await shelves.taxonomy_term(id))

    return routes


def _listed(request: Request, page: Page) -> Response:
    return answer(request, page.document, next_page=_next(request, page))


def _next(request: Request, page: Page) -> str | None:
    """Return the address of the next page: this one's, with its cursor; relative, so that it holds at any door."""
    if page.next is None:
        return None
    asked: Mapping[str, str] = dict(request.query_params)
    number = page.document["page_number"] + 1
    return f"{request.url.path}?{urlencode({**asked, 'page': number, 'cursor': page.next})}"
