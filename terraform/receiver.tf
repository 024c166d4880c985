locals {
  receiver_env = {
    GOOGLE_CLOUD_PROJECT        = var.project_id
    LOG_LEVEL                   = var.log_level
    MAX_BODY_BYTES              = var.max_body_bytes
    OPENPHONE_TOLERANCE_SECONDS = var.openphone_tolerance_seconds
    PUBSUB_TOPIC                = google_pubsub_topic.events.name
    # Without hex: it has no timestamp, so a copied request would stay valid forever.
    SIGNATURE_SCHEMES          = "standard,openphone"
    SIGNING_KEYS_SECRET        = google_secret_manager_secret.signing_keys.secret_id
    STANDARD_TOLERANCE_SECONDS = var.standard_tolerance_seconds
  }
}

resource "google_service_account" "receiver" {
  account_id   = "openphone-receiver"
  display_name = "OpenPhone: receiver"

  depends_on = [google_project_service.apis]
}

resource "google_cloud_run_v2_service" "receiver" {
  name                = "openphone-receiver"
  location            = var.region
  description         = "Verifies OpenPhone's webhooks and publishes them"
  ingress             = "INGRESS_TRAFFIC_ALL"
  deletion_protection = var.deletion_protection

  # Set on the service, not on a revision, so that only revisions with traffic are kept warm.
  scaling {
    min_instance_count = var.receiver_min_instances
  }

  template {
    service_account = google_service_account.receiver.email
    # OpenPhone waits 10 s, and the receiver answers within 9.5.
    timeout = "30s"
    # A body takes its size twice in memory while it is read: 40 of 5 MiB, and the process, fit in 1 GiB.
    max_instance_request_concurrency = 40

    scaling {
      max_instance_count = var.receiver_max_instances
    }

    containers {
      image   = local.placeholder.image
      command = local.placeholder.command
      args    = local.placeholder.args

      ports {
        container_port = 8080
      }

      resources {
        limits            = { cpu = "1", memory = "1Gi" }
        cpu_idle          = true
        startup_cpu_boost = true
      }

      dynamic "env" {
        for_each = local.receiver_env
        content {
          name  = env.key
          value = env.value
        }
      }

      startup_probe {
        period_seconds    = 2
        timeout_seconds   = 2
        failure_threshold = 30

        http_get {
          path = "/health"
        }
      }

      liveness_probe {
        period_seconds    = 30
        timeout_seconds   = 5
        failure_threshold = 3

        http_get {
          path = "/health"
        }
      }
    }
  }

  # Cloud Build decides what runs and who gets the traffic; see placeholder.tf.
  lifecycle {
    ignore_changes = [
      annotations,
      client,
      client_version,
      template[0].annotations,
      template[0].containers[0].args,
      template[0].containers[0].command,
      template[0].containers[0].image,
      template[0].containers[0].name,
      template[0].labels,
      template[0].revision,
      traffic,
    ]
  }

  depends_on = [google_project_service.apis]
}

# OpenPhone has no Google account: the receiver checks the signature instead.
resource "google_cloud_run_v2_service_iam_member" "anybody_calls_receiver" {
  location = google_cloud_run_v2_service.receiver.location
  name     = google_cloud_run_v2_service.receiver.name
  role     = "roles/run.invoker"
  member   = "allUsers"
}

resource "google_pubsub_topic_iam_member" "receiver_publishes" {
  topic  = google_pubsub_topic.events.name
  role   = "roles/pubsub.publisher"
  member = google_service_account.receiver.member
}

resource "google_secret_manager_secret_iam_member" "receiver" {
  for_each = toset([
    "roles/secretmanager.secretAccessor",
    "roles/secretmanager.viewer", # lists the versions: every enabled one counts
  ])

  secret_id = google_secret_manager_secret.signing_keys.secret_id
  role      = each.value
  member    = google_service_account.receiver.member
}
