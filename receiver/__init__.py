"""The receiver: a Cloud Run service that verifies a delivery and hands it to Pub/Sub."""
