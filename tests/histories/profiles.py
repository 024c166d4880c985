"""How many histories are tried: 200 per property, or 2,000 with HYPOTHESIS_PROFILE=long.

The short profile always tries the same ones, so that a run on a server is stable; the long one
tries others every time, and prints how to repeat a failure. `mutants` tries 400, always the same,
and does not search for the smallest history that fails.
"""

import os

from hypothesis import HealthCheck, Phase, settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "")
LONG = PROFILE == "long"
_EXAMPLES = {"long": 2000, "mutants": 400}

histories_settings = settings(
    max_examples=_EXAMPLES.get(PROFILE, 200),
    derandomize=not LONG,
    deadline=None,
    print_blob=True,
    phases=[Phase.explicit, Phase.generate] if PROFILE == "mutants" else list(Phase),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
