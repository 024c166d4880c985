"""The proof of the merge rule: generated histories leave the same documents in any order.

`strategies` generates histories, `oracle` derives from the whole set of events what documents they
leave, and `processors` applies them in memory with several processors at once. Each property is
tried on 200 histories, and on 2,000 with `HYPOTHESIS_PROFILE=long` in the environment.
"""

import pytest

pytest.register_assert_rewrite("tests.histories.orders", "tests.histories.reading")
