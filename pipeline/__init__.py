"""What all parts of the pipeline share: the Pub/Sub message, ids, logs, settings, HTTP refusals."""
