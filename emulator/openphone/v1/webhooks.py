"""v1's webhooks: four endpoints that make them, and each sees its key whenever it is shown.

https://www.quo.com/docs/mdx/api-reference/webhooks
"""

from emulator.openphone.checks import Body, Query
from emulator.openphone.context import Context
from emulator.openphone.errors import ApiError, Item
from emulator.openphone.subscriptions import LEGACY, LEGACY_EVENTS, Webhook
from emulator.openphone.wire import Answer


def every(context: Context) -> Answer:
    """Answer GET /v1/webhooks: those of one user, the workspace's owner where none is named."""
    query = Query(context.request, ("userId",))
    user = query.text("userId", "US.*") or context.workspace.owner()
    query.done()
    found = [
        shown for one in context.webhooks.of(LEGACY) if (shown := _show(one))["userId"] == user
    ]
    return Answer(body={"data": found, "totalItems": len(found), "nextPageToken": None})


def one(context: Context) -> Answer:
    """Answer GET /v1/webhooks/{id}."""
    return Answer(body={"data": _show(_webhook(context))})


def create(context: Context) -> Answer:
    """Answer POST /v1/webhooks/{messages|calls|call-summaries|call-transcripts}."""
    body = Body(context.request.json())
    fields = {
        "userId": body.text("userId", "US.*", context.workspace.owner()),
        "orgId": context.workspace.org_id,
        "label": body.label(),
        "status": body.status(),
        "url": body.url(),
        "deletedAt": None,
        "events": body.events(LEGACY_EVENTS[context.ids[0]]),
        "resourceIds": body.resource_ids(),
    }
    body.done()
    return Answer(201, {"data": _show(context.webhooks.add(LEGACY, fields))})


def delete(context: Context) -> Answer:
    """Answer DELETE /v1/webhooks/{id}."""
    context.webhooks.remove(_webhook(context))
    return Answer(204)


def _webhook(context: Context) -> Webhook:
    found = context.webhooks.one(LEGACY, context.ids[0])
    if not found:
        raise ApiError(404, "Webhook not found")
    return found


def _show(webhook: Webhook) -> Item:
    return webhook.fields | {"key": webhook.keys[0][0]}
