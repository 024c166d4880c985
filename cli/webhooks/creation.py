"""Makes webhooks, all or none: a run that fails changes back what it has changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from cli.errors import CommandError
from cli.terminal.interrupts import uninterrupted
from cli.webhooks.listing import fetch
from cli.webhooks.webhook import LABEL, Step, Webhook, read_webhook
from openphone.api import v2026
from openphone.api.client import Api, may_be_done
from openphone.api.protocol import ApiError, Request, item
from openphone.errors import OpenPhoneError

_GONE = 404
_UNKNOWN = (
    "It may have made a webhook all the same, whose signing key is stored nowhere: see `openphone "
    "webhooks list`, then delete it or give it a new key with `openphone webhooks rotate ID` (API "
    "2026 only)."
)


class Creation:
    """One run for one URL and one generation; `existing` are the webhooks before it."""

    def __init__(self, api: Api, url: str, existing: Sequence[Webhook]) -> None:
        """Take what exists. Nothing is sent yet."""
        self._api, self._url = api, url
        self._before = {one.id for one in existing}
        self._tried: list[Step] = []
        self._made: list[Webhook] = []
        self._unanswered = False

    def run(
        self, steps: Sequence[Step], save: Callable[[Sequence[Webhook]], None]
    ) -> list[Webhook]:
        """Send the requests, `save` the new webhooks' keys, return the changed webhooks.

        Raises CommandError, which says what is left of the run.
        """
        try:
            changed = [self._send(step) for step in steps]
            with uninterrupted():
                save(self._made)
        except (OpenPhoneError, CommandError) as error:
            # A request without an answer may take effect after we have looked.
            self._unanswered = isinstance(error, ApiError) and may_be_done(error)
            text = error.message if isinstance(error, CommandError) else str(error)
            raise CommandError(f"{text} {self._outcome()}") from error
        except KeyboardInterrupt:
            self._unanswered = True
            raise CommandError(f"Interrupted. {self._outcome()}") from None
        return changed

    def _send(self, step: Step) -> Webhook:
        self._tried.append(step)
        answer = read_webhook(step.api, item(self._api.send(step.request)))
        if step.before is not None:
            return replace(answer, key="")
        self._made.append(answer)
        if not answer.key:
            raise CommandError("OpenPhone gave no signing key for the new webhook.")
        return answer

    def _outcome(self) -> str:
        """Change everything back and say what is left, even when interrupted meanwhile."""
        try:
            return self._undo()
        except KeyboardInterrupt:
            return f"Interrupted again, before all was changed back. {_UNKNOWN}"

    def _undo(self) -> str:
        """Change everything back, and say whether that worked."""
        if not self._tried:
            return "Nothing was changed."
        new, complete = self._new_ones()
        before = {step.before.id: step.before.events for step in self._tried if step.before}
        back = {name: v2026.update_webhook(name, events=events) for name, events in before.items()}
        left = [one.id for one in new if not self._is_done(one.delete_request())]
        stays = [name for name, request in back.items() if not self._is_done(request)]
        if left:
            return f"Still there, its key not stored: `openphone webhooks delete {' '.join(left)}`."
        if stays:
            return f"{' '.join(stays)} keeps the added events."
        if not complete or (self._unanswered and not new):
            return _UNKNOWN
        return "Nothing is left of this run's changes; it can be run again."

    def _new_ones(self) -> tuple[list[Webhook], bool]:
        """Return what was made, also by requests without an answer; and whether that is all."""
        listing = fetch(self._api, self._tried[0].api)
        ours = (one for one in listing.found if one.serves(self._url) and one.label == LABEL)
        found = {one.id: one for one in (*self._made, *ours) if one.id not in self._before}
        return list(found.values()), not listing.problems

    def _is_done(self, request: Request) -> bool:
        """Send a request; return whether it took effect, or its webhook is gone."""
        try:
            self._api.send(request)
        except ApiError as error:
            return error.status == _GONE
        return True
