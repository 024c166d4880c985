"""`python -m deploy`: rolls out two images, as cloudbuild.yaml does it."""

from functools import partial

import click

from cli.config import Config
from deploy import smoke
from deploy.errors import DeployError
from deploy.gcloud import CloudRun
from deploy.rollout import PROCESSOR, RECEIVER, roll_out


def _digest(_ctx: click.Context, _param: click.Parameter, image: str) -> str:
    if "@sha256:" not in image:
        raise click.BadParameter("an image must be named by its digest")
    return image


@click.command(help=__doc__)
@click.option("--project", required=True)
@click.option("--region", required=True)
@click.option("--database", default="(default)", show_default=True, help="Of Firestore.")
@click.option("--receiver-image", required=True, callback=_digest, metavar="IMAGE@sha256:…")
@click.option("--processor-image", required=True, callback=_digest, metavar="IMAGE@sha256:…")
def main(
    *, project: str, region: str, database: str, receiver_image: str, processor_image: str
) -> None:
    """Roll out, and exit with status 1 if the new version is not in service."""
    config = Config.from_env({"GOOGLE_CLOUD_PROJECT": project, "FIRESTORE_DATABASE": database})
    try:
        roll_out(
            CloudRun(project, region),
            {PROCESSOR: processor_image, RECEIVER: receiver_image},
            partial(smoke.check, config=config),
            say=partial(print, flush=True),
        )
    except DeployError as error:
        raise click.ClickException(f"The new version was not rolled out: {error}") from error


if __name__ == "__main__":
    main()
