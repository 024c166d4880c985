resource "google_artifact_registry_repository" "images" {
  # checkov:skip=CKV_GCP_84: the images hold no data and no secret; Google's own encryption is enough
  location      = var.region
  repository_id = "openphone"
  description   = "Images of the receiver and the processor"
  format        = "DOCKER"

  # Tags may move (a commit can be built again), so deployments name images by digest.
  # Images older than 30 days are deleted, except the ten newest: enough to roll back.
  cleanup_policies {
    id     = "delete-old"
    action = "DELETE"

    condition {
      tag_state  = "ANY"
      older_than = "2592000s"
    }
  }

  cleanup_policies {
    id     = "keep-newest"
    action = "KEEP"

    most_recent_versions {
      keep_count = 10
    }
  }

  depends_on = [google_project_service.apis]
}
