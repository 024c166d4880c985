# Runs in both services until Cloud Build has deployed an image of them.
#
# Cloud Run wants an image when a service is created, and this same apply creates what builds ours.
# A "hello" image would answer every POST with 200, and so lose each event that arrives too early.
# This one is healthy and answers everything else with 503: OpenPhone and Pub/Sub retry later.
#
# Afterwards image, command and arguments belong to Cloud Build: Terraform ignores them and manages
# the rest.
locals {
  placeholder = {
    image   = "docker.io/library/python:3.13.9-slim-trixie"
    command = ["python", "-c"]
    args    = [file("${path.module}/placeholder.py")]
  }
}
