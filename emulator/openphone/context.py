"""What the endpoints work on: the parts of one simulator, and who asks."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.openphone.subscriptions import Webhooks
from emulator.openphone.wire import Request
from emulator.openphone.workspace import Workspace

if TYPE_CHECKING:
    from emulator.openphone.sender import Sender


@dataclass(frozen=True)
class Context:
    """One request on its way through the simulator; `ids` are the parts of its path.

    `business` tells whether the API key belongs to a plan with summaries and transcripts.
    """

    workspace: Workspace
    webhooks: Webhooks
    sender: "Sender"
    request: Request
    ids: tuple[str, ...] = ()
    business: bool = True
