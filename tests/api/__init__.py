import pytest

pytest.register_assert_rewrite("tests.api.second_opinion")
