import pytest

from openphone.events.fields import Voicemail, known


def test_only_known_values_are_kept() -> None:
    left = known(Voicemail, id="VM1", url="", type=None, duration_seconds=0, transcript=None)
    assert left == {"id": "VM1", "duration_seconds": 0}
    assert known(Voicemail) == {}


def test_a_name_that_the_documents_do_not_have_is_an_error_whatever_its_value() -> None:
    with pytest.raises(TypeError, match=r"^Voicemail has no duration, text$"):
        known(Voicemail, id="VM1", text=None, duration=1)
