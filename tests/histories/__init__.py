"""The proof of the merge rule: generated histories, in any order, give the same documents.

`strategies` makes histories, `oracle` says from the whole set of events what documents they
leave, `processors` applies them in memory by several processors at once. The number of
histories is 200 a property, and 2,000 with `HYPOTHESIS_PROFILE=long` in the environment.
"""

import pytest

pytest.register_assert_rewrite("tests.histories.orders", "tests.histories.reading")
