"""The stored documents: where they live, what is in them, and how they merge. Pure."""
