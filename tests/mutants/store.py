"""Ways to break the store, each of which its tests on the Firestore emulator must notice."""

from tests.mutants.mutant import Mutant

_TESTS = ("tests/processor/test_caching.py",)


def _mutant(name: str, module: str, old: str, new: str) -> Mutant:
    return Mutant(name, f"processor/store/{module}.py", old, new, _TESTS)


MUTANTS = (
    _mutant(
        "what is recalled is cached anew",
        "attempt",
        "for path in self._fresh:",
        "for path in self._read:",
    ),
    _mutant(
        "what changed is not noticed",
        "attempt",
        "self._cache.notice(path, found)",
        "pass",
    ),
    _mutant(
        "an event fails because of what is only cached",
        "store",
        "if not any(planned.error for planned in plans.values()):",
        "if True:",
    ),
    _mutant(
        "a write does not demand that the document is unchanged",
        "wire",
        "    made.current_document.update_time.CopyFrom(seen)\n",
        "",
    ),
    _mutant(
        "a new document may already exist",
        "wire",
        "    made.current_document.exists = False\n",
        "",
    ),
    _mutant(
        "a document that was written is cached as it was read",
        "attempt",
        "VersionedDocument(self._planned.get(path), version)",
        "VersionedDocument(self._read[path].document, version)",
    ),
    _mutant(
        "what is cached is cached for ever",
        "cache",
        "seen if self._clock() - since < LIFETIME_SECONDS else None",
        "seen",
    ),
)
