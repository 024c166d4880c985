"""The sample day: sent through the pipeline, and shown."""
