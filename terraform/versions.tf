terraform {
  required_version = ">= 1.11"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 8.7"
    }
  }
}

provider "google" {
  project = var.project_id
  region  = var.region

  default_labels = {
    app = "openphone-webhooks"
  }
}

# Its number is part of the names of Google's service agents.
data "google_project" "this" {
  project_id = var.project_id
}
