"""The first page: where one can go from here."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from sync.hub.staff.face import Face
from sync.hub.staff.navigation import Place

PLACES: tuple[Place, ...] = ()


def router(face: Face) -> APIRouter:
    """The routes."""
    routes = APIRouter()

    @routes.get("/")
    def home(request: Request) -> Response:
        return face.render(request, "home.html")

    return routes
