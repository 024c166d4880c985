"""The current generation's webhooks, and the log of what was delivered to each.

https://www.quo.com/docs/2026-03-30/webhooks-overview. A key is shown when a webhook is made and
when it is rotated, and never again.
"""

from typing import Any

from emulator.openphone import samples
from emulator.openphone.checks import Body, Query
from emulator.openphone.context import Context
from emulator.openphone.current_data import between, listed
from emulator.openphone.errors import ApiError, Item
from emulator.openphone.subscriptions import CURRENT, CURRENT_EVENTS, OVERLAP_SECONDS, Webhook
from emulator.openphone.wire import Answer

MOST = 50
_STATUSES = ("success", "pending", "sending", "failed")
_DELIVERY_FIELDS = ("id", "eventId", "resourceId", "eventType", "status", "createdAt")


def every(context: Context) -> Answer:
    """Answer GET /webhooks: all of them, unless `limit` asks for fewer."""
    query = Query(context.request, ("limit", "after"))
    found = [one.fields for one in context.webhooks.of(CURRENT)]
    if not query.text("limit"):
        query.done()
        return Answer(body={"data": found[::-1], "nextCursor": None})
    return listed(query, found, lambda one: one)


def one(context: Context) -> Answer:
    """Answer GET /webhooks/{id}."""
    return Answer(body={"data": _webhook(context).fields})


def create(context: Context) -> Answer:
    """Answer POST /webhooks, with the key; there can be 50."""
    body = Body(context.request.json())
    fields = {
        "orgId": context.workspace.org_id,
        "label": body.label(),
        "status": body.status(),
        "url": body.url(),
        "events": body.events(CURRENT_EVENTS),
        "resourceIds": body.resource_ids(),
        "apiVersion": CURRENT,
    }
    body.done()
    if len(context.webhooks.of(CURRENT)) >= MOST:
        raise ApiError(400, f"A workspace can have at most {MOST} webhooks")
    webhook = context.webhooks.add(CURRENT, fields)
    return Answer(201, {"data": webhook.fields | {"key": webhook.keys[0][0]}})


def change(context: Context) -> Answer:
    """Answer PATCH /webhooks/{id}: what is given replaces what was there."""
    webhook = _webhook(context)
    body = Body(context.request.json())
    readers: dict[str, Any] = {
        "url": body.url,
        "events": lambda: body.events(CURRENT_EVENTS),
        "resourceIds": body.resource_ids,
        "label": lambda: body.label(nullable=True),
        "status": body.status,
    }
    if body.fields.get("resourceIds", 0) in (None, []):  # both clear the filter
        body.fields["resourceIds"] = ["*"]
    given = {name: read() for name, read in readers.items() if name in body.fields}
    body.done()
    webhook.fields |= given
    webhook.touch()
    return Answer(body={"data": webhook.fields})


def delete(context: Context) -> Answer:
    """Answer DELETE /webhooks/{id}."""
    context.webhooks.remove(_webhook(context))
    return Answer(204)


def rotate(context: Context) -> Answer:
    """Answer POST /webhooks/{id}/rotate with the new key; the old one signs too for a day."""
    key = _webhook(context).rotate(OVERLAP_SECONDS / context.sender.time_scale)
    return Answer(body={"data": {"key": key}})


def deliveries(context: Context) -> Answer:
    """Answer GET /webhooks/{id}/events: what went to it, and how each stands."""
    webhook = _webhook(context)
    names = ("limit", "after", "status", "eventType", "resourceId")
    query = Query(context.request, (*names, "createdAt[gt]", "createdAt[lt]"))
    status = query.choice("status", _STATUSES)
    event_type = query.choice("eventType", CURRENT_EVENTS)
    resource_id = query.text("resourceId")
    found = [
        shown
        for delivery in context.sender.of(webhook.id)
        if status in ("", (shown := delivery.show())["status"])
        and event_type in ("", shown["eventType"])
        and resource_id in ("", shown["resourceId"])
    ]
    wanted = (*_DELIVERY_FIELDS, "nextAttemptAt")
    return listed(query, between(query, found), lambda one: {name: one[name] for name in wanted})


def delivery(context: Context) -> Answer:
    """Answer GET /webhooks/{id}/events/{deliveryId}: its body, and its attempts, latest first."""
    found = context.sender.one(_webhook(context).id, context.ids[1])
    if not found:
        raise ApiError(404, "Delivery not found")
    return Answer(body={"data": found.show()})


def retry(context: Context) -> Answer:
    """Answer POST /webhooks/{id}/events/{deliveryId}/retry: one more attempt, soon."""
    if not context.sender.retry(_webhook(context).id, context.ids[1]):
        raise ApiError(404, "Delivery not found")
    return Answer(202, {})


def test(context: Context) -> Answer:
    """Answer POST /webhooks/{id}/events/test with the sample event that is being sent."""
    webhook = _webhook(context)
    body = Body(context.request.json())
    event_type = body.fields.get("eventType")
    if event_type not in CURRENT_EVENTS:
        body.wrong("eventType", f"Value must be one of: {', '.join(CURRENT_EVENTS)}", event_type)
    body.done()
    event: Item = samples.event(str(event_type))
    context.sender.send(webhook, event, samples.resource_id(event), test=True)
    return Answer(body=event)


def _webhook(context: Context) -> Webhook:
    found = context.webhooks.one(CURRENT, context.ids[0])
    if not found:
        raise ApiError(404, f"Webhook with ID {context.ids[0]} not found")
    return found
