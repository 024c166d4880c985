"""What `openphone backfill` does."""
