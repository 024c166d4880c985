locals {
  # PUSH_AUDIENCE stays unset: IAM checks the push before the container sees it, and removes the
  # token's signature, so the processor could not check it again.
  processor_env = {
    EVENT_TTL_DAYS       = var.event_ttl_days
    FIRESTORE_DATABASE   = google_firestore_database.this.name
    GOOGLE_CLOUD_PROJECT = var.project_id
    LOG_LEVEL            = var.log_level
    OPENPHONE_NUMBERS    = join(",", var.openphone_numbers)
  }
}

resource "google_service_account" "processor" {
  account_id   = "openphone-processor"
  display_name = "OpenPhone: processor"

  depends_on = [google_project_service.apis]
}

resource "google_cloud_run_v2_service" "processor" {
  name        = "openphone-processor"
  location    = var.region
  description = "Stores OpenPhone's events in Firestore"
  # Pub/Sub of the same project counts as internal.
  ingress             = "INGRESS_TRAFFIC_INTERNAL_ONLY"
  deletion_protection = var.deletion_protection

  scaling {
    min_instance_count = var.processor_min_instances
  }

  template {
    service_account                  = google_service_account.processor.email
    timeout                          = "60s" # Pub/Sub does not wait longer
    max_instance_request_concurrency = 20

    scaling {
      max_instance_count = var.processor_max_instances
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
        for_each = { for name, value in local.processor_env : name => value if value != "" }
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

# Firestore's roles can only be granted on projects; the condition narrows this one to one database.
resource "google_project_iam_member" "processor_writes_documents" {
  project = var.project_id
  role    = "roles/datastore.user"
  member  = google_service_account.processor.member

  condition {
    title      = "one-database"
    expression = "resource.name == \"${local.database_name}\""
  }
}
