"""`python -m deploy`: rolls out two images, as cloudbuild.yaml does it."""

import argparse
import sys
from collections.abc import Sequence
from functools import partial

from deploy import smoke
from deploy.errors import DeployError
from deploy.gcloud import CloudRun
from deploy.rollout import PROCESSOR, RECEIVER, roll_out


def parser() -> argparse.ArgumentParser:
    """Give the parser of the options."""
    parser = argparse.ArgumentParser(prog="python -m deploy", description=__doc__)
    parser.add_argument("--project", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--database", default="(default)", help="of Firestore")
    parser.add_argument("--receiver-image", type=_digest, required=True, metavar="IMAGE@sha256:…")
    parser.add_argument("--processor-image", type=_digest, required=True, metavar="IMAGE@sha256:…")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Roll out, and give the exit status."""
    options = parser().parse_args(argv)
    pipeline = smoke.Pipeline(options.project, options.database)
    images = {PROCESSOR: options.processor_image, RECEIVER: options.receiver_image}
    try:
        roll_out(
            CloudRun(options.project, options.region),
            images,
            partial(smoke.check, pipeline=pipeline),
            say=partial(print, flush=True),
        )
    except DeployError as error:
        print(f"The new version was not rolled out: {error}", file=sys.stderr)  # noqa: T201 - for whoever reads the build
        return 1
    return 0


def _digest(image: str) -> str:
    if "@sha256:" not in image:
        raise argparse.ArgumentTypeError("an image must be named by its digest")
    return image


if __name__ == "__main__":
    sys.exit(main())
