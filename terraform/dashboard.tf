locals {
  user_metric = "resource.type=\"cloud_run_revision\" AND metric.type=\"logging.googleapis.com/user/openphone_%s\""
  run_metric  = "resource.type=\"cloud_run_revision\" AND metric.type=\"run.googleapis.com/%s\""
  sub_metric  = "resource.type=\"pubsub_subscription\" AND resource.labels.subscription_id=\"%s\" AND metric.type=\"pubsub.googleapis.com/subscription/%s\""

  # Title, filter, aligner, reducer, and the labels that separate the lines.
  charts = [
    ["Accepted, by scheme", format(local.user_metric, "accepted"), "ALIGN_DELTA", "REDUCE_SUM", ["metric.label.scheme"]],
    ["Refused, by reason", format(local.user_metric, "refused"), "ALIGN_DELTA", "REDUCE_SUM", ["metric.label.reason"]],
    ["Processed, by outcome", format(local.user_metric, "processed"), "ALIGN_DELTA", "REDUCE_SUM", ["metric.label.outcome"]],
    ["Duplicates", format(local.user_metric, "duplicate"), "ALIGN_DELTA", "REDUCE_SUM", []],
    ["Failed, by type", format(local.user_metric, "failed"), "ALIGN_DELTA", "REDUCE_SUM", ["metric.label.event_type"]],
    ["From receipt to Firestore, seconds, 95th percentile", format(local.user_metric, "delay"), "ALIGN_DELTA", "REDUCE_PERCENTILE_95", []],
    ["Oldest event waiting, seconds", format(local.sub_metric, google_pubsub_subscription.processor.name, "oldest_unacked_message_age"), "ALIGN_MAX", "REDUCE_MAX", []],
    ["Dead letters", format(local.sub_metric, google_pubsub_subscription.dead.name, "num_undelivered_messages"), "ALIGN_MAX", "REDUCE_MAX", []],
    ["Answers, by service and class", format(local.run_metric, "request_count"), "ALIGN_DELTA", "REDUCE_SUM", ["resource.label.service_name", "metric.label.response_code_class"]],
    ["Time to answer, milliseconds, 95th percentile", format(local.run_metric, "request_latencies"), "ALIGN_DELTA", "REDUCE_PERCENTILE_95", ["resource.label.service_name"]],
    ["Instances", format(local.run_metric, "container/instance_count"), "ALIGN_MAX", "REDUCE_SUM", ["resource.label.service_name"]],
  ]
}

resource "google_monitoring_dashboard" "pipeline" {
  dashboard_json = jsonencode({
    displayName = "OpenPhone webhooks"
    mosaicLayout = {
      columns = 48
      # Zero and empty values are left out: the API drops them, and every plan would show a difference.
      tiles = [for position, chart in local.charts : merge(
        { for name, value in { xPos = position % 2 * 24, yPos = floor(position / 2) * 16 } : name => value if value > 0 },
        {
          width  = 24
          height = 16
          widget = {
            title = chart[0]
            xyChart = {
              dataSets = [{
                plotType = "LINE"
                timeSeriesQuery = {
                  timeSeriesFilter = {
                    filter = chart[1]
                    aggregation = merge(
                      { alignmentPeriod = "300s", perSeriesAligner = chart[2], crossSeriesReducer = chart[3] },
                      { for name, value in { groupByFields = chart[4] } : name => value if length(value) > 0 },
                    )
                  }
                }
              }]
            }
          }
        },
      )]
    }
  })

  depends_on = [google_logging_metric.counters, google_logging_metric.delay]
}
