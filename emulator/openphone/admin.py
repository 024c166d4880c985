"""The simulator's own endpoints under /simulator, which the real API lacks; they need no key."""

from dataclasses import asdict

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from emulator.openphone.context import Context, Simulator
from emulator.openphone.errors import ApiError, problem
from emulator.openphone.faults import Fault
from emulator.openphone.routes import Endpoint, routes
from emulator.openphone.scenarios.scenarios import play
from emulator.openphone.webhooks.sender import Settings

PREFIX = "/simulator"


def own(simulator: Simulator) -> list[Route]:
    """Return the routes of the simulator's own endpoints."""
    return routes(simulator, {name: _checked(answer) for name, answer in _ENDPOINTS.items()})


def _checked(answer: Endpoint) -> Endpoint:
    """Return the endpoint, refusing fields that it cannot read with a 400."""

    def respond(context: Context) -> Response:
        try:
            return answer(context)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            wrong = problem("", f"{type(error).__name__} of a field", None, "Object")
            raise ApiError(400, problems=[wrong]) from error

    return respond


def _settings(context: Context) -> Response:
    return _data(asdict(context.sender.settings) | {"rate": context.limit.rate})


def _configure(context: Context) -> Response:
    given = context.json()
    context.limit.rate = int(given.pop("rate", context.limit.rate))
    context.sender.configure(Settings(**(asdict(context.sender.settings) | given)))
    return _settings(context)


def _order_fault(context: Context) -> Response:
    fault = Fault(**context.json())
    context.faults.append(fault)
    return _data(asdict(fault), 201)


def _faults(context: Context) -> Response:
    return _data([asdict(fault) for fault in context.faults])


def _forget_faults(context: Context) -> Response:
    context.faults.clear()
    return Response(status_code=204)


def _requests(context: Context) -> Response:
    return _data(context.requests)


def _forget_requests(context: Context) -> Response:
    context.requests.clear()
    return Response(status_code=204)


def _workspace(context: Context) -> Response:
    return _data(context.workspace.show())


def _add(context: Context) -> Response:
    context.workspace.put(context.json())
    return _workspace(context)


def _replace(context: Context) -> Response:
    given = context.json()
    context.workspace.clear()
    context.workspace.put(given)
    return _workspace(context)


def _play(context: Context) -> Response:
    return _data(play(context, context.json()), 201)


def _deliveries(context: Context) -> Response:
    return _data(
        [
            delivery.show()
            | {"webhookId": delivery.webhook.id, "apiVersion": delivery.webhook.api_version}
            for delivery in context.sender.all()
        ]
    )


def _reset(context: Context) -> Response:
    context.sender.forget()
    context.webhooks.clear()
    context.workspace.reset()
    context.faults.clear()
    context.requests.clear()
    return Response(status_code=204)


def _data(shown: object, status: int = 200) -> Response:
    return JSONResponse({"data": shown}, status)


_ENDPOINTS: dict[str, Endpoint] = {
    "GET /settings": _settings,
    "PATCH /settings": _configure,
    "GET /faults": _faults,
    "POST /faults": _order_fault,
    "DELETE /faults": _forget_faults,
    "GET /requests": _requests,
    "DELETE /requests": _forget_requests,
    "GET /workspace": _workspace,
    "POST /workspace": _add,
    "PUT /workspace": _replace,
    "POST /events": _play,
    "GET /deliveries": _deliveries,
    "POST /reset": _reset,
}
