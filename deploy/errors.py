"""Why a rollout stops."""


class DeployError(Exception):
    """The new version must not get traffic. The text says why, for the build's log."""
