"""v1's webhooks: four endpoints register them, and every answer shows the key.

https://www.quo.com/docs/mdx/api-reference/webhooks
"""

from emulator.openphone import checks
from emulator.openphone.context import Context, Endpoint
from emulator.openphone.errors import ApiError
from emulator.openphone.items import Item
from emulator.openphone.v1.data import whole
from emulator.openphone.webhooks.registered import DEFAULTS, V1, V1_EVENTS, Webhook


def _list(context: Context) -> Item:
    query = checks.Query(context.request)
    user = query.text("userId", "US.*") or context.workspace.owner()
    query.done()
    return whole(_show(one) for one in context.webhooks.of(V1) if one.fields["userId"] == user)


def _create(context: Context) -> tuple[Item, int]:
    family = context.path_id("messages|calls|call-summaries|call-transcripts")
    owner = {"userId": context.workspace.owner(), "orgId": context.workspace.org_id}
    fields = checks.webhook(context.json(), V1_EVENTS[family], DEFAULTS | owner)
    return {"data": _show(context.webhooks.add(V1, fields | {"deletedAt": None}))}, 201


def _webhook(context: Context) -> Webhook:
    found = context.webhooks.one(V1, context.path_id("WH.*"))
    if not found:
        raise ApiError(404, "Webhook not found")
    return found


def _show(webhook: Webhook) -> Item:
    return webhook.fields | {"key": webhook.keys[0][0]}


ENDPOINTS: dict[str, Endpoint] = {
    "GET /v1/webhooks": _list,
    "GET /v1/webhooks/{id}": lambda context: {"data": _show(_webhook(context))},
    "DELETE /v1/webhooks/{id}": lambda context: context.webhooks.remove(_webhook(context)),
    "POST /v1/webhooks/{id}": _create,
}
