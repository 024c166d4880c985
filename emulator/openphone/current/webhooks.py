"""The current generation's webhooks, and the log of what was delivered to each.

https://www.quo.com/docs/2026-03-30/webhooks-overview. Registering and rotating a
webhook show its key, nothing else does.
"""

from emulator.openphone import checks
from emulator.openphone.context import Context, Endpoint
from emulator.openphone.current import samples
from emulator.openphone.current.data import OUTER, listed
from emulator.openphone.errors import ApiError, invalid
from emulator.openphone.items import Item, pick
from emulator.openphone.lists import between
from emulator.openphone.webhooks import registered
from emulator.openphone.webhooks.deliveries import Delivery
from emulator.openphone.webhooks.registered import CURRENT, CURRENT_EVENTS, Webhook

MOST = 50
_STATUSES = ("success", "pending", "sending", "failed")
_SHOWN = ("id", "eventId", "resourceId", "eventType", "status", "createdAt", "nextAttemptAt")


def _list(context: Context) -> Item:
    query = checks.Query(context.request)
    found = [one.fields for one in context.webhooks.of(CURRENT)]
    if query.text("limit"):
        return listed(query, found, lambda one: one)
    query.text("after")
    query.done()
    return {"data": found[::-1], "nextCursor": None}


def _create(context: Context) -> tuple[Item, int]:
    about = {"orgId": context.workspace.org_id, "apiVersion": CURRENT}
    fields = checks.webhook(context.json(), CURRENT_EVENTS, registered.DEFAULTS | about)
    if len(context.webhooks.of(CURRENT)) >= MOST:
        raise ApiError(400, f"A workspace can have at most {MOST} webhooks")
    webhook = context.webhooks.add(CURRENT, fields)
    return {"data": webhook.fields | {"key": webhook.keys[0][0]}}, 201


def _change(context: Context) -> Item:
    webhook, given = _webhook(context), context.json()
    # null clears these two.
    cleared = {
        name: registered.DEFAULTS[name]
        for name in ("label", "resourceIds")
        if given.get(name, "") is None
    }
    changes = {name: value for name, value in given.items() if name not in cleared}
    webhook.fields = checks.webhook(changes, CURRENT_EVENTS, webhook.fields | cleared)
    webhook.touch()
    return {"data": webhook.fields}


def _rotate(context: Context) -> Item:
    overlap = registered.OVERLAP_SECONDS / context.sender.settings.time_scale
    return {"data": {"key": _webhook(context).rotate(overlap)}}


def _deliveries(context: Context) -> Item:
    webhook = _webhook(context)
    query = checks.Query(context.request)
    status = query.choice("status", _STATUSES)
    event_type = query.choice("eventType", CURRENT_EVENTS)
    resource_id = query.text("resourceId")
    found = [
        shown
        for delivery in context.sender.deliveries.values()
        if delivery.webhook is webhook
        and status in ("", (shown := delivery.show())["status"])
        and event_type in ("", shown["eventType"])
        and resource_id in ("", shown["resourceId"])
    ]
    return listed(query, between(query, found, OUTER), lambda one: pick(one, _SHOWN))


def _retry(context: Context) -> tuple[Item, int]:
    context.sender.retry(_delivery(context))
    return {}, 202


def _test(context: Context) -> Item:
    webhook = _webhook(context)
    event_type = context.json().get("eventType")
    if event_type not in CURRENT_EVENTS:
        allowed = ", ".join(CURRENT_EVENTS)
        raise invalid("/eventType", f"Value must be one of: {allowed}", event_type)
    event = samples.event(event_type)
    context.sender.send(webhook, event, samples.resource_id(event), test=True)
    return event


def _webhook(context: Context) -> Webhook:
    webhook_id = context.path_id("[0-9]+")
    found = context.webhooks.one(CURRENT, webhook_id)
    if not found:
        raise ApiError(404, f"Webhook with ID {webhook_id} not found")
    return found


def _delivery(context: Context) -> Delivery:
    webhook = _webhook(context)
    found = context.sender.deliveries.get(context.request.path_params["delivery"])
    if not found or found.webhook is not webhook:
        raise ApiError(404, "Delivery not found")
    return found


ENDPOINTS: dict[str, Endpoint] = {
    "GET /webhooks": _list,
    "POST /webhooks": _create,
    "GET /webhooks/{id}": lambda context: {"data": _webhook(context).fields},
    "PATCH /webhooks/{id}": _change,
    "DELETE /webhooks/{id}": lambda context: context.webhooks.remove(_webhook(context)),
    "POST /webhooks/{id}/rotate": _rotate,
    "GET /webhooks/{id}/events": _deliveries,
    "POST /webhooks/{id}/events/test": _test,
    "GET /webhooks/{id}/events/{delivery}": lambda context: {"data": _delivery(context).show()},
    "POST /webhooks/{id}/events/{delivery}/retry": _retry,
}
