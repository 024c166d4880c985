"""v1's webhooks: four endpoints register them, and every answer shows the key.

https://www.quo.com/docs/mdx/api-reference/webhooks
"""

from starlette.responses import JSONResponse, Response

from emulator.openphone.checks import Body, Query
from emulator.openphone.context import Context
from emulator.openphone.errors import ApiError
from emulator.openphone.items import Item
from emulator.openphone.webhooks.registered import V1, V1_EVENTS, Webhook


def every(context: Context) -> Response:
    """Answer GET /v1/webhooks: those of one user, by default the workspace's owner."""
    query = Query(context.request)
    user = query.text("userId", "US.*") or context.workspace.owner()
    query.done()
    found = [shown for one in context.webhooks.of(V1) if (shown := _show(one))["userId"] == user]
    return JSONResponse({"data": found, "totalItems": len(found), "nextPageToken": None})


def one(context: Context) -> Response:
    """Answer GET /v1/webhooks/{id}."""
    return JSONResponse({"data": _show(_webhook(context))})


def create(context: Context) -> Response:
    """Answer POST /v1/webhooks/{messages|calls|call-summaries|call-transcripts}."""
    family = context.path_id("messages|calls|call-summaries|call-transcripts")
    body = Body(context.json())
    fields = {
        "userId": body.text("userId", "US.*", context.workspace.owner()),
        "orgId": context.workspace.org_id,
        "label": body.label(),
        "status": body.status(),
        "url": body.url(),
        "deletedAt": None,
        "events": body.events(V1_EVENTS[family]),
        "resourceIds": body.resource_ids(),
    }
    body.done()
    return JSONResponse({"data": _show(context.webhooks.add(V1, fields))}, 201)


def delete(context: Context) -> Response:
    """Answer DELETE /v1/webhooks/{id}."""
    context.webhooks.remove(_webhook(context))
    return Response(status_code=204)


def _webhook(context: Context) -> Webhook:
    found = context.webhooks.one(V1, context.path_id("WH.*"))
    if not found:
        raise ApiError(404, "Webhook not found")
    return found


def _show(webhook: Webhook) -> Item:
    return webhook.fields | {"key": webhook.keys[0][0]}
