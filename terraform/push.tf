# The way from the topic to the processor, and from there to the dead letters.

resource "google_service_account" "push" {
  account_id   = "openphone-push"
  display_name = "OpenPhone: Pub/Sub calls the processor"

  depends_on = [google_project_service.apis]
}

resource "google_pubsub_subscription" "processor" {
  name  = "openphone-events-processor"
  topic = google_pubsub_topic.events.id
  # The processor gives up after 25 s; Pub/Sub must not push again before it has.
  ack_deadline_seconds       = 60
  message_retention_duration = "604800s"

  push_config {
    push_endpoint = google_cloud_run_v2_service.processor.uri

    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = google_cloud_run_v2_service.processor.uri
    }
  }

  # With the longest pauses, 20 attempts take about two and a half hours.
  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead.id
    max_delivery_attempts = 20
  }

  expiration_policy {
    ttl = ""
  }

  # Otherwise the first events would be refused, and the first dead letters lost.
  depends_on = [
    google_cloud_run_v2_service_iam_member.push_invokes_processor,
    google_pubsub_subscription.dead,
    google_pubsub_topic_iam_member.pubsub_publishes_dead_letters,
    google_service_account_iam_member.pubsub_signs_as_push,
  ]
}

resource "google_cloud_run_v2_service_iam_member" "push_invokes_processor" {
  location = google_cloud_run_v2_service.processor.location
  name     = google_cloud_run_v2_service.processor.name
  role     = "roles/run.invoker"
  member   = google_service_account.push.member
}

resource "google_service_account_iam_member" "pubsub_signs_as_push" {
  service_account_id = google_service_account.push.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.pubsub_agent

  # Pub/Sub's service agent only exists once Pub/Sub is in use.
  depends_on = [google_pubsub_topic.events]
}

resource "google_pubsub_topic_iam_member" "pubsub_publishes_dead_letters" {
  topic  = google_pubsub_topic.dead.name
  role   = "roles/pubsub.publisher"
  member = local.pubsub_agent
}

resource "google_pubsub_subscription_iam_member" "pubsub_acknowledges_dead_letters" {
  subscription = google_pubsub_subscription.processor.name
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}
