locals {
  pubsub_agent = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
  # Pub/Sub keeps a message for at most 31 days.
  dead_letter_retention = "2678400s"
}

resource "google_pubsub_topic" "events" {
  # checkov:skip=CKV_GCP_83: Google encrypts messages at rest; a key of our own would be one more way to lose them
  name                       = "openphone-events"
  message_retention_duration = "${var.topic_retention_days * 86400}s"

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }

  depends_on = [google_project_service.apis]
}

resource "google_pubsub_topic" "dead" {
  # checkov:skip=CKV_GCP_83: Google encrypts messages at rest; a key of our own would be one more way to lose them
  name                       = "openphone-events-dead"
  message_retention_duration = local.dead_letter_retention

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }

  depends_on = [google_project_service.apis]
}

# Events that could not be stored wait here until somebody looks.
resource "google_pubsub_subscription" "dead" {
  name                       = "openphone-events-dead"
  topic                      = google_pubsub_topic.dead.id
  ack_deadline_seconds       = 60
  message_retention_duration = local.dead_letter_retention

  # By default Pub/Sub deletes a subscription that nobody reads for 31 days, with everything in it.
  expiration_policy {
    ttl = ""
  }
}
