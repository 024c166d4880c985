"""Makes webhooks, all or none: what a run has changed when it fails is changed back."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from cli.errors import CommandError
from cli.terminal.interrupts import uninterrupted
from cli.webhooks.listing import fetch
from cli.webhooks.webhook import LABEL, Step, Subscription, subscription
from openphone.api import v2026
from openphone.api.client import Api, may_be_done
from openphone.api.protocol import ApiError, item
from openphone.errors import OpenPhoneError

_GONE = 404
_UNKNOWN = (
    "It may have made a webhook all the same, whose signing key is stored nowhere: see `openphone "
    "webhooks list`, and delete it, or give it a new key with `openphone webhooks rotate ID` (API "
    "2026 alone)."
)


class Creation:
    """One run for one URL and one generation; `existing` are the webhooks there before it."""

    def __init__(self, api: Api, url: str, existing: Sequence[Subscription]) -> None:
        """Take what is there. Nothing is sent yet."""
        self._api, self._url = api, url
        self._before = {row.id for row in existing}
        self._tried: list[Step] = []
        self._made: list[Subscription] = []
        self._unanswered = False

    def run(
        self, steps: Sequence[Step], save: Callable[[Sequence[Subscription]], None]
    ) -> list[Subscription]:
        """Send the requests, have the new webhooks' keys saved, give the webhooks.

        Raises CommandError, which says what has become of the half-made.
        """
        try:
            changed = [self._send(step) for step in steps]
            with uninterrupted():
                save(self._made)
        except (OpenPhoneError, CommandError) as error:
            # A request that nobody answered may still be done after we looked.
            self._unanswered = isinstance(error, ApiError) and may_be_done(error)
            text = error.message if isinstance(error, CommandError) else str(error)
            raise CommandError(f"{text} {self._become()}") from error
        except KeyboardInterrupt:
            self._unanswered = True
            raise CommandError(f"Interrupted. {self._become()}") from None
        return changed

    def _send(self, step: Step) -> Subscription:
        self._tried.append(step)
        answer = subscription(step.api, item(self._api.send(step.request)))
        if step.before is not None:
            return replace(answer, key="")
        self._made.append(answer)
        if not answer.key:
            raise CommandError("OpenPhone gave no signing key for the new webhook.")
        return answer

    def _become(self) -> str:
        """Say what has become of the changes, also where somebody does not wait for it."""
        try:
            return self._undone()
        except KeyboardInterrupt:
            return f"Interrupted again, before all was changed back. {_UNKNOWN}"

    def _undone(self) -> str:
        """Change everything back, and say whether that worked."""
        if not self._tried:
            return "Nothing was changed."
        new, complete = self._new_ones()
        left = [row.id for row in new if not self._delete(row)]
        stays = [row.id for row in self._changed() if not self._put_back(row)]
        if left:
            return f"Still there, its key not stored: `openphone webhooks delete {' '.join(left)}`."
        if stays:
            return f"{' '.join(stays)} keeps the added events."
        if not complete or (self._unanswered and not new):
            return _UNKNOWN
        return "Nothing is left of this run's changes; it can be run again."

    def _new_ones(self) -> tuple[list[Subscription], bool]:
        """Give what was made, also by requests whose answers did not come; and whether all."""
        listing = fetch(self._api, self._tried[0].api)
        mine = (row for row in listing.found if row.serves(self._url) and row.label == LABEL)
        found = {row.id: row for row in (*self._made, *mine) if row.id not in self._before}
        return list(found.values()), not listing.problems

    def _changed(self) -> list[Subscription]:
        return [step.before for step in self._tried if step.before is not None]

    def _delete(self, row: Subscription) -> bool:
        try:
            self._api.send(row.delete_request())
        except ApiError as error:
            return error.status == _GONE
        return True

    def _put_back(self, row: Subscription) -> bool:
        try:
            self._api.send(v2026.update_webhook(row.id, events=row.events))
        except ApiError:
            return False
        return True
