from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from sinergi.foundation.kernel.queries import prefixed


@pytest.mark.django_db
class TestPrefixed:
    def test_everything_stays_everything_beside_another_condition(self) -> None:
        assert ContentType.objects.count() > 1
        for condition in (
            prefixed("model", [""]),
            prefixed("model", [""]) | Q(model="user"),
            prefixed("model", ["", "x"]),
        ):
            assert ContentType.objects.filter(condition).count() == ContentType.objects.count()

    def test_no_path_is_nothing_and_leaves_another_condition_alone(self) -> None:
        assert not ContentType.objects.filter(prefixed("model", [])).exists()
        assert ContentType.objects.filter(prefixed("model", []) | Q(model="user")).count() == 1

    def test_a_path_leads_to_what_begins_with_it(self) -> None:
        found = ContentType.objects.filter(prefixed("model", ["agree", "party"])).values_list("model", flat=True)
        assert set(found) == {"agreement", "party"}
