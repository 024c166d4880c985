# Counted from the services' own log lines. The dashboard shows them; alerts do without, because
# Cloud Monitoring refuses an alert on a log-based metric until minutes after the metric was made.
locals {
  log = {
    receiver  = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"${google_cloud_run_v2_service.receiver.name}\" AND jsonPayload.logger=\"receiver\""
    processor = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"${google_cloud_run_v2_service.processor.name}\" AND jsonPayload.logger=\"processor\""
  }

  counters = {
    accepted = {
      description = "Events verified and confirmed by Pub/Sub, by signature scheme"
      # Except those that the rollout sends to try a new version.
      filter = "${local.log.receiver} AND jsonPayload.message=\"accepted\" AND jsonPayload.event_type!=\"deployment.test\""
      labels = { scheme = "EXTRACT(jsonPayload.scheme)" }
    }
    refused = {
      description = "Requests refused by the receiver, by reason"
      filter      = "${local.log.receiver} AND jsonPayload.message=\"refused\""
      labels      = { reason = "EXTRACT(jsonPayload.reason)", status = "EXTRACT(jsonPayload.status)" }
    }
    processed = {
      description = "Events stored, or archived because their type is unknown"
      filter      = "${local.log.processor} AND (jsonPayload.message=\"stored\" OR jsonPayload.message=\"ignored\")"
      labels      = { outcome = "EXTRACT(jsonPayload.outcome)" }
    }
    duplicate = {
      description = "Events that arrived again and changed nothing"
      filter      = "${local.log.processor} AND jsonPayload.message=\"duplicate\""
      labels      = {}
    }
    failed = {
      description = "Events that can never be understood, by type"
      filter      = "${local.log.processor} AND jsonPayload.message=\"failed\""
      labels      = { event_type = "EXTRACT(jsonPayload.event_type)" }
    }
  }
}

resource "google_logging_metric" "counters" {
  for_each = local.counters

  name             = "openphone_${each.key}"
  description      = each.value.description
  filter           = each.value.filter
  label_extractors = each.value.labels

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"

    dynamic "labels" {
      for_each = each.value.labels
      content {
        key        = labels.key
        value_type = "STRING"
      }
    }
  }

  depends_on = [google_project_service.apis]
}

resource "google_logging_metric" "delay" {
  name            = "openphone_delay"
  description     = "Seconds from the receiver accepting an event to its commit in Firestore"
  filter          = "${local.log.processor} AND (jsonPayload.message=\"stored\" OR jsonPayload.message=\"ignored\") AND jsonPayload.delay_seconds>=0"
  value_extractor = "EXTRACT(jsonPayload.delay_seconds)"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "DISTRIBUTION"
    unit        = "s"
  }

  # From 50 ms, doubling, to half a day.
  bucket_options {
    exponential_buckets {
      scale              = 0.05
      growth_factor      = 2
      num_finite_buckets = 20
    }
  }

  depends_on = [google_project_service.apis]
}
