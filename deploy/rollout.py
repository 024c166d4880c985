"""The order in which new revisions get traffic, and the way back.

The processor cannot be reached from outside, and Pub/Sub pushes to whatever revision has traffic.
So it is switched once its startup probe has passed, and tried with an event right after: what it
cannot store meanwhile, Pub/Sub keeps and sends again. Nothing in front of the receiver keeps
deliveries, so it is tried first, at the address of its tag, and switched last.
"""

import sys
from collections.abc import Callable, Mapping

from deploy.errors import DeployError
from deploy.gcloud import CloudRun

PROCESSOR = "openphone-processor"
RECEIVER = "openphone-receiver"


def roll_out(
    services: CloudRun,
    images: Mapping[str, str],
    smoke: Callable[[str], None],
    say: Callable[[str], None] = print,
) -> None:
    """Bring the images into service; `smoke` tries the receiver at an address.

    Raises whatever went wrong, once the traffic is back where it was.
    """
    before = {service: services.serving(service) for service in (PROCESSOR, RECEIVER)}
    try:
        say("Starting new revisions, without traffic.")
        services.deploy(PROCESSOR, images[PROCESSOR])
        receiver = services.deploy(RECEIVER, images[RECEIVER])
        say("Both are healthy. The processor gets the traffic.")
        services.switch(PROCESSOR)
        say("A signed event goes to the new receiver, and is followed into Firestore.")
        smoke(receiver)
        say("It arrived. The receiver gets the traffic.")
        services.switch(RECEIVER)
    except BaseException:
        for service, serving in before.items():
            # Every service, even if another cannot be restored.
            try:
                services.restore(service, serving)
                say(f"{service}: back to {', '.join(serving)}.")
            except DeployError as error:
                print(f"{service}: NOT restored to {serving}: {error}", file=sys.stderr)  # noqa: T201 - the build's log
        raise
    say("Done.")
