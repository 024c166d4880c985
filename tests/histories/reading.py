"""Documents as a reader sees them: with every transcript put back together."""

from collections.abc import Mapping

from documents.paths import ACTIVITIES, Document, Path


def as_read(documents: Mapping[Path, Document]) -> dict[Path, Document]:
    """Return the documents with every dialogue in its place; parts that nothing names stay visible.

    Fails if a transcript has its dialogue in both forms.
    """
    whole = dict(documents)
    for path, document in documents.items():
        if path.collection == ACTIVITIES and "parts" in document.get("ai_transcript", {}):
            transcript = dict(document["ai_transcript"])
            assert "dialogue" not in transcript, path
            below = f"{ACTIVITIES}/{path.id}/transcript_parts"
            parts = [whole.pop(Path(below, part)) for part in transcript.pop("parts")]
            transcript["dialogue"] = [line for part in parts for line in part["dialogue"]]
            whole[path] = {**document, "ai_transcript": transcript}
    return whole
