locals {
  channels = concat([google_monitoring_notification_channel.email.name], var.notification_channels)

  # Each alert has a page of this name in docs/playbooks.
  playbooks = {
    backlog            = "The oldest event has been waiting for more than five minutes: the processor cannot store it."
    dead-letters       = "Pub/Sub gave up on events after 20 attempts; they wait in openphone-events-dead."
    failed-events      = "An event could not be understood. It is in webhook_events, with the reason."
    no-events          = "Nothing has arrived for ${var.quiet_hours} hours. OpenPhone may have disabled the webhook."
    refused-signatures = "More than a fifth of the requests were refused: a signing key is missing, or somebody is trying to get in."
    server-errors      = "A service is answering with 5xx."
  }
}

resource "google_monitoring_notification_channel" "email" {
  display_name = "OpenPhone webhooks"
  type         = "email"
  labels       = { email_address = var.alert_email }

  depends_on = [google_project_service.apis]
}

resource "google_monitoring_alert_policy" "dead_letters" {
  display_name          = "OpenPhone: dead letters"
  combiner              = "OR"
  severity              = "CRITICAL"
  notification_channels = local.channels

  conditions {
    display_name = "A message is waiting in ${google_pubsub_subscription.dead.name}"

    condition_threshold {
      filter          = "resource.type=\"pubsub_subscription\" AND resource.labels.subscription_id=\"${google_pubsub_subscription.dead.name}\" AND metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\""
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"

      aggregations {
        alignment_period   = "60s"
        per_series_aligner = "ALIGN_MAX"
      }
    }
  }

  documentation {
    content = "${local.playbooks.dead-letters}\n\n[What to do](${var.playbooks_url}/dead-letters.md)"

    links {
      display_name = "Playbook"
      url          = "${var.playbooks_url}/dead-letters.md"
    }
  }
}

resource "google_monitoring_alert_policy" "backlog" {
  display_name          = "OpenPhone: events are waiting"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = local.channels

  conditions {
    display_name = "The oldest message of ${google_pubsub_subscription.processor.name} is older than 5 minutes"

    condition_threshold {
      filter          = "resource.type=\"pubsub_subscription\" AND resource.labels.subscription_id=\"${google_pubsub_subscription.processor.name}\" AND metric.type=\"pubsub.googleapis.com/subscription/oldest_unacked_message_age\""
      comparison      = "COMPARISON_GT"
      threshold_value = 300
      duration        = "0s"

      aggregations {
        alignment_period   = "60s"
        per_series_aligner = "ALIGN_MAX"
      }
    }
  }

  documentation {
    content = "${local.playbooks.backlog}\n\n[What to do](${var.playbooks_url}/backlog.md)"

    links {
      display_name = "Playbook"
      url          = "${var.playbooks_url}/backlog.md"
    }
  }
}

# The receiver answers 403 only to a bad signature. Both conditions must hold, so that one stranger on
# a quiet night wakes nobody.
resource "google_monitoring_alert_policy" "refused_signatures" {
  display_name          = "OpenPhone: signatures refused"
  combiner              = "AND"
  severity              = "ERROR"
  notification_channels = local.channels

  conditions {
    display_name = "More than 20 % of the requests of an hour"

    condition_threshold {
      filter             = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"${google_cloud_run_v2_service.receiver.name}\" AND metric.type=\"run.googleapis.com/request_count\" AND metric.labels.response_code=\"403\""
      denominator_filter = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"${google_cloud_run_v2_service.receiver.name}\" AND metric.type=\"run.googleapis.com/request_count\""
      comparison         = "COMPARISON_GT"
      threshold_value    = 0.2
      duration           = "0s"

      aggregations {
        alignment_period     = "3600s"
        per_series_aligner   = "ALIGN_RATE"
        cross_series_reducer = "REDUCE_SUM"
      }

      denominator_aggregations {
        alignment_period     = "3600s"
        per_series_aligner   = "ALIGN_RATE"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  conditions {
    display_name = "At least five in an hour"

    condition_threshold {
      filter          = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"${google_cloud_run_v2_service.receiver.name}\" AND metric.type=\"run.googleapis.com/request_count\" AND metric.labels.response_code=\"403\""
      comparison      = "COMPARISON_GT"
      threshold_value = 4
      duration        = "0s"

      aggregations {
        alignment_period     = "3600s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  documentation {
    content = "${local.playbooks.refused-signatures}\n\n[What to do](${var.playbooks_url}/refused-signatures.md)"

    links {
      display_name = "Playbook"
      url          = "${var.playbooks_url}/refused-signatures.md"
    }
  }
}

# Matches the log line itself: one failed event is enough, and a rate needs two points to show it.
resource "google_monitoring_alert_policy" "failed_events" {
  display_name          = "OpenPhone: failed events"
  combiner              = "OR"
  severity              = "WARNING"
  notification_channels = local.channels

  conditions {
    display_name = "The processor recorded an event as failed"

    condition_matched_log {
      filter           = google_logging_metric.counters["failed"].filter
      label_extractors = { event_type = "EXTRACT(jsonPayload.event_type)" }
    }
  }

  alert_strategy {
    auto_close = "86400s"

    notification_rate_limit {
      period = "3600s"
    }
  }

  documentation {
    content = "${local.playbooks.failed-events}\n\n[What to do](${var.playbooks_url}/failed-events.md)"

    links {
      display_name = "Playbook"
      url          = "${var.playbooks_url}/failed-events.md"
    }
  }
}

resource "google_monitoring_alert_policy" "server_errors" {
  display_name          = "OpenPhone: server errors"
  combiner              = "OR"
  severity              = "ERROR"
  notification_channels = local.channels

  conditions {
    display_name = "A service answered with 5xx at least five times within 5 minutes"

    condition_threshold {
      filter          = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=one_of(\"${google_cloud_run_v2_service.receiver.name}\",\"${google_cloud_run_v2_service.processor.name}\") AND metric.type=\"run.googleapis.com/request_count\" AND metric.labels.response_code_class=\"5xx\""
      comparison      = "COMPARISON_GT"
      threshold_value = 4
      duration        = "0s"

      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
        group_by_fields      = ["resource.label.service_name"]
      }
    }
  }

  documentation {
    content = "${local.playbooks.server-errors}\n\n[What to do](${var.playbooks_url}/server-errors.md)"

    links {
      display_name = "Playbook"
      url          = "${var.playbooks_url}/server-errors.md"
    }
  }
}

# Webhooks that silently stop are a known problem. It shows as no data at all, or as zeros only.
resource "google_monitoring_alert_policy" "no_events" {
  display_name          = "OpenPhone: no events"
  combiner              = "OR"
  severity              = "WARNING"
  enabled               = var.quiet_hours > 0
  notification_channels = local.channels

  conditions {
    display_name = "Nothing was published to ${google_pubsub_topic.events.name}"

    condition_absent {
      filter   = "resource.type=\"pubsub_topic\" AND resource.labels.topic_id=\"${google_pubsub_topic.events.name}\" AND metric.type=\"pubsub.googleapis.com/topic/send_request_count\""
      duration = "${max(var.quiet_hours, 1) * 3600}s"

      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  conditions {
    display_name = "No request to ${google_pubsub_topic.events.name} in all that time"

    condition_threshold {
      filter          = "resource.type=\"pubsub_topic\" AND resource.labels.topic_id=\"${google_pubsub_topic.events.name}\" AND metric.type=\"pubsub.googleapis.com/topic/send_request_count\""
      comparison      = "COMPARISON_LT"
      threshold_value = 1
      duration        = "0s"

      aggregations {
        alignment_period     = "${max(var.quiet_hours, 1) * 3600}s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }
    }
  }

  documentation {
    content = "${local.playbooks.no-events}\n\n[What to do](${var.playbooks_url}/no-events.md)"

    links {
      display_name = "Playbook"
      url          = "${var.playbooks_url}/no-events.md"
    }
  }
}
