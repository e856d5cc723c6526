"""The API, version 1. It reads only: whatever changes something is done by a person on a page, who sees what it does."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from sinergi.interfaces.api.v1 import cases, desk, identity, institutions, people
from sinergi.interfaces.api.v1.callers import ApiKey, Rate
from sinergi.interfaces.api.v1.errors import MEDIA_TYPE, handle

DESCRIPTION = """Reads what the owner of the key may read on the pages, masked as it is there; each reading is noted in
his name. Days are days in Jakarta. Real and made-up (`examples`) rows are never answered together."""


class Site(NinjaAPI):
    """Describes problems by the media type that they are sent with."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
        return schema


api = Site(
    title="Sinergi",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api-v1",
    docs_url=None,
    auth=ApiKey(),
    throttle=Rate(),
)
handle(api)
for room in (institutions, people, identity, cases, desk):
    api.add_router("", room.router)
