import pytest

pytest.register_assert_rewrite("tests.graphql.second_opinion")
