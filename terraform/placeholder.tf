# What runs in both services until Cloud Build has deployed an image of them.
#
# Cloud Run wants an image when a service is made, and ours are built by what this same apply makes.
# A "hello" image would answer every POST with 200, and so lose each event that comes too early.
# This one is healthy and answers everything else with 503: OpenPhone and Pub/Sub try again later.
#
# Afterwards image, command and arguments are Cloud Build's: Terraform ignores what it finds there,
# and changes the rest.
locals {
  placeholder = {
    image   = "docker.io/library/python:3.13.9-slim-trixie"
    command = ["python", "-c"]
    args    = [file("${path.module}/placeholder.py")]
  }
}
