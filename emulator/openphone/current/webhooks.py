"""The current generation's webhooks, and the log of what was delivered to each.

https://www.quo.com/docs/2026-03-30/webhooks-overview. Registering and rotating a
webhook show its key, nothing else does.
"""

from typing import Any

from starlette.responses import JSONResponse, Response

from emulator.openphone.checks import Body, Query
from emulator.openphone.context import Context
from emulator.openphone.current import samples
from emulator.openphone.current.data import between, listed
from emulator.openphone.errors import ApiError
from emulator.openphone.items import pick
from emulator.openphone.webhooks.deliveries import Delivery
from emulator.openphone.webhooks.registered import (
    CURRENT,
    CURRENT_EVENTS,
    OVERLAP_SECONDS,
    Webhook,
)

MOST = 50
_STATUSES = ("success", "pending", "sending", "failed")
_DELIVERY_FIELDS = (
    *("id", "eventId", "resourceId", "eventType", "status", "createdAt", "nextAttemptAt"),
)


def every(context: Context) -> Response:
    """Answer GET /webhooks: all of them, unless `limit` asks for fewer."""
    query = Query(context.request)
    found = [one.fields for one in context.webhooks.of(CURRENT)]
    if not query.text("limit"):
        query.text("after")
        query.done()
        return JSONResponse({"data": found[::-1], "nextCursor": None})
    return listed(query, found, lambda one: one)


def one(context: Context) -> Response:
    """Answer GET /webhooks/{id}."""
    return JSONResponse({"data": _webhook(context).fields})


def create(context: Context) -> Response:
    """Answer POST /webhooks, with the key; there can be 50."""
    body = Body(context.json())
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
    return JSONResponse({"data": webhook.fields | {"key": webhook.keys[0][0]}}, 201)


def change(context: Context) -> Response:
    """Answer PATCH /webhooks/{id}: what is given replaces what was there."""
    webhook = _webhook(context)
    body = Body(context.json())
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
    return JSONResponse({"data": webhook.fields})


def delete(context: Context) -> Response:
    """Answer DELETE /webhooks/{id}."""
    context.webhooks.remove(_webhook(context))
    return Response(status_code=204)


def rotate(context: Context) -> Response:
    """Answer POST /webhooks/{id}/rotate with the new key; the old one signs for another day."""
    key = _webhook(context).rotate(OVERLAP_SECONDS / context.sender.settings.time_scale)
    return JSONResponse({"data": {"key": key}})


def deliveries(context: Context) -> Response:
    """Answer GET /webhooks/{id}/events: what went to it, and how each stands."""
    webhook = _webhook(context)
    query = Query(context.request)
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
    return listed(query, between(query, found), lambda one: pick(one, _DELIVERY_FIELDS))


def delivery(context: Context) -> Response:
    """Answer GET /webhooks/{id}/events/{deliveryId}: its body, and its attempts, latest first."""
    return JSONResponse({"data": _delivery(context).show()})


def retry(context: Context) -> Response:
    """Answer POST /webhooks/{id}/events/{deliveryId}/retry: one more attempt, soon."""
    context.sender.retry(_delivery(context))
    return JSONResponse({}, 202)


def test(context: Context) -> Response:
    """Answer POST /webhooks/{id}/events/test with the test event that it sends."""
    webhook = _webhook(context)
    body = Body(context.json())
    event_type = body.fields.get("eventType")
    if event_type not in CURRENT_EVENTS:
        body.wrong("eventType", f"Value must be one of: {', '.join(CURRENT_EVENTS)}", event_type)
    body.done()
    event = samples.event(str(event_type))
    context.sender.send(webhook, event, samples.resource_id(event), test=True)
    return JSONResponse(event)


def _webhook(context: Context) -> Webhook:
    webhook_id = context.path_id("[0-9]+")
    found = context.webhooks.one(CURRENT, webhook_id)
    if not found:
        raise ApiError(404, f"Webhook with ID {webhook_id} not found")
    return found


def _delivery(context: Context) -> Delivery:
    delivery_id = context.request.path_params["delivery"]
    found = context.sender.one(_webhook(context).id, delivery_id)
    if not found:
        raise ApiError(404, "Delivery not found")
    return found
