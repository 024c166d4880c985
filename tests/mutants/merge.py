"""Ways to break the merge, each of which the histories must notice."""

from tests.mutants.mutant import Mutant

_PROPERTIES = "tests/histories/test_any_order.py"
_ORDER = f"{_PROPERTIES}::test_every_order_gives_the_same_documents"
_DEFINITION = f"{_PROPERTIES}::test_the_documents_are_those_of_the_definition"
_INTERLEAVED = f"{_PROPERTIES}::test_processors_that_interleave_leave_the_same_documents"


def _mutant(name: str, module: str, old: str, new: str, *tests: str) -> Mutant:
    return Mutant(name, f"{module}.py", old, new, tests or (_ORDER, _DEFINITION))


_ALGEBRA = (
    _mutant(
        "of equal times the last to come wins",
        "documents/merge",
        "isoformat(timespec='microseconds')} {event_id}\"",
        "isoformat(timespec='microseconds')}\"",
    ),
    _mutant(
        "the last to come wins",
        "documents/merge",
        'if at >= stamps.get(name, ""):',
        "if True:",
    ),
    _mutant(
        "a strict comparison of stamps",
        "documents/merge",
        'if at >= stamps.get(name, ""):',
        'if at > stamps.get(name, ""):',
    ),
    _mutant(
        "unknown erases known",
        "documents/merge",
        "    for name, value in new.items():\n",
        "    for name in stamps.keys() - new.keys():\n"
        "        if at >= stamps[name]:\n"
        "            values.pop(name, None)\n"
        "    for name, value in new.items():\n",
    ),
    _mutant(
        "a union is replaced by what came last",
        "documents/merge",
        "sorted({*old, *new})",
        "sorted({*new})",
    ),
    _mutant(
        "the earliest time is the latest",
        "documents/merge",
        "min((time for time in times if time is not None), default=None)",
        "max((time for time in times if time is not None), default=None)",
    ),
    _mutant(
        "the newest time is the oldest",
        "documents/merge",
        "max((time for time in times if time is not None), default=None)",
        "min((time for time in times if time is not None), default=None)",
    ),
    _mutant(
        "a recording is keyed with its query",
        "documents/merge",
        'return (parts.hostname or "") + parts.path',
        "return url",
    ),
    _mutant(
        "recordings are replaced",
        "documents/merge",
        "for entry, packed in zip(old, old_stamps, strict=True)",
        "for entry, packed in zip(old[:0], old_stamps[:0], strict=True)",
    ),
    _mutant(
        "recordings without a start come first",
        "documents/merge",
        'item[1][0].get("started_at", _LAST)',
        'item[1][0].get("started_at", _EPOCH)',
    ),
)
_ACTIVITIES = (
    _mutant(
        "the strength of a link is ignored",
        "documents/activities",
        'rank = f"{external.strength} {stamp}"',
        "rank = stamp",
    ),
    _mutant(
        "the stamp of a link is ignored",
        "documents/activities",
        'rank = f"{external.strength} {stamp}"',
        'rank = f"{external.strength}"',
    ),
    _mutant(
        "an activity forgets the contacts of other events",
        "documents/activities",
        'merge.union(bookkeeping.get("named", ()), contacts)',
        "contacts",
    ),
    _mutant(
        "the members of a map are replaced wholesale",
        "documents/activities",
        "values = dict(document.get(name, {}))",
        "values: dict[str, Any] = {}",
    ),
    _mutant(
        "a transcript keeps its parts and its dialogue",
        "documents/activities",
        "values.pop(_OTHER_FORM.get(member), None)",
        "pass",
    ),
    _mutant(
        "parts and dialogue of a transcript are ranked apart",
        "documents/activities",
        '_STAMPED_AS = {"parts": "dialogue"}',
        "_STAMPED_AS: dict[str, str] = {}",
    ),
    _mutant(
        "a call occurred at its earliest time of any kind",
        "documents/activities",
        "if occurred_at := created or other:",
        "if occurred_at := own_time(document):",
    ),
    _mutant(
        "a derived duration is not derived again",
        "documents/activities",
        'if "duration_seconds" not in stamps:',
        'if "duration_seconds" not in document:',
    ),
    _mutant(
        "a derived duration outlives its times",
        "documents/activities",
        'document.pop("duration_seconds", None)',
        "pass",
    ),
    _mutant(
        "the time of a contact is not lowered by an earlier one",
        "processor/planning/activity",
        "if own_time(self.before) == own_time(self.after):",
        "if True:",
    ),
)
_CONVERSATIONS = (
    _mutant(
        "the last activity keeps its old status",
        "documents/conversations",
        '(entry.occurred_at, entry.id) >= (document["last_activity_at"], last["id"])',
        '(entry.occurred_at, entry.id) > (document["last_activity_at"], last["id"])',
    ),
    _mutant(
        "of activities of one time the last to come is the last",
        "documents/conversations",
        '(entry.occurred_at, entry.id) >= (document["last_activity_at"], last["id"])',
        'entry.occurred_at >= document["last_activity_at"]',
    ),
    _mutant(
        "the others are not asked when the last moves back",
        "documents/conversations",
        'last["id"]\n        and (new is None or new.occurred_at < old.occurred_at)',
        'last["id"]\n        and new is None',
    ),
    _mutant(
        "the others are not asked when the first moves on",
        "documents/conversations",
        "        new is None or new.occurred_at > old.occurred_at\n",
        "        new is None\n",
    ),
    _mutant(
        "the others are not asked when a direction changes",
        "documents/conversations",
        "new is None or new.direction != old.direction or new.occurred_at",
        "new is None or new.occurred_at",
    ),
    _mutant(
        "the others are not asked when the last of a direction moves back",
        "documents/conversations",
        "and (new is None or new.direction != old.direction or new.occurred_at < old.occurred_at)",
        "and (new is None or new.direction != old.direction)",
    ),
    _mutant(
        "a conversation that loses an activity keeps it",
        "processor/planning/activity",
        "[document for document in (self.before, self.after) if document]",
        "[document for document in (self.after,) if document]",
    ),
    _mutant(
        "who loses the link is not named",
        "processor/planning/activity",
        "return paths | ({self.job.conversation_path} if self.job.conversation_path else set())",
        "return paths",
    ),
    _mutant(
        "a conversation does not notice what changes no edge of it",
        "documents/conversations",
        'document[MERGE] = {"event": event_id}',
        "document[MERGE] = {}",
        _INTERLEAVED,
    ),
    _mutant(
        "a conversation that another event did not find is assumed not to exist",
        "processor/planning/activity",
        "reader.get_fresh(missing)",
        "reader.get(missing)",
        "tests/histories/test_interleavings.py",
    ),
    _mutant(
        "a commit does not rely on the activity that it counts",
        "documents/activities",
        'bookkeeping["event"] = event_id',
        "pass",
        _INTERLEAVED,
    ),
)
_CONTACTS = (
    _mutant(
        "deleted stays deleted",
        "documents/contacts",
        "    merge.latest(cast(merge.Values, document), stamps, fields, stamp)\n",
        '    gone = document.get("deleted", False)\n'
        "    merge.latest(cast(merge.Values, document), stamps, fields, stamp)\n"
        '    document["deleted"] |= gone\n',
    ),
    _mutant(
        "a contact shows any entry",
        "documents/contacts",
        'shown = max(alive or _with_names(holding), key=lambda entry: entry[MERGE]["stamp"])',
        "shown = (alive or holding)[0]",
    ),
    _mutant(
        "a contact shows the deleted entry",
        "documents/contacts",
        "max(alive or _with_names(holding),",
        "max(_with_names(holding),",
    ),
    _mutant(
        "a deletion without a name takes the name away",
        "documents/contacts",
        "max(alive or _with_names(holding),",
        "max(alive or holding,",
    ),
    _mutant(
        "a commit does not rely on the entry that it shows",
        "documents/contacts",
        'bookkeeping["event"] = event_id',
        "pass",
        _INTERLEAVED,
    ),
    _mutant(
        "a contact does not notice what changes another entry of its number",
        "documents/contacts",
        'MERGE: {"event": event_id}})',
        "MERGE: {}})",
        "tests/histories/test_interleavings.py",
    ),
    _mutant(
        "a contact shows an entry as it was before its own document was read",
        "processor/planning/address_book",
        "reader.get_fresh(others - {path})",
        "reader.get(others - {path})",
        "tests/histories/test_interleavings.py",
    ),
    _mutant(
        "a contact whose number moved away keeps the entry",
        "processor/planning/address_book",
        "named | contacts.numbers_of(before) | contacts.numbers_of(after)",
        "named | contacts.numbers_of(after)",
    ),
)
_PARTIES = (
    _mutant(
        "a guess counts for more than it is worth",
        "documents/parties",
        "return participants[:1], GUESS",
        "return participants[:1], LIKELY",
    ),
    _mutant(
        "one of ours among the participants is external",
        "documents/parties",
        "return others, LIKELY",
        "return participants, LIKELY",
    ),
    _mutant(
        "the first recipient is external where none of ours is known",
        "documents/parties",
        "others = others[1:]",
        "pass",
    ),
    _mutant(
        "ours are external among the recipients of a group",
        "documents/parties",
        "tuple(number for number in recipients if number not in ours)",
        "recipients",
    ),
    _mutant(
        "the sender of an outgoing message is external",
        "documents/parties",
        "return parties.recipients",
        "return (parties.sender, *parties.recipients)",
    ),
    _mutant(
        "unavailable participants are believed",
        "openphone/events/normalize",
        "named if named and named.resolution != _UNAVAILABLE else",
        "named if named else",
    ),
)
MUTANTS = (*_PARTIES, *_ALGEBRA, *_ACTIVITIES, *_CONVERSATIONS, *_CONTACTS)
