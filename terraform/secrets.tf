# The keys themselves are added as versions, outside Terraform: no state file holds them.
resource "google_secret_manager_secret" "signing_keys" {
  secret_id           = "openphone-signing-keys"
  deletion_protection = var.deletion_protection

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }

  # A version destroyed by mistake can be restored for a day.
  version_destroy_ttl = "86400s"

  depends_on = [google_project_service.apis]
}
