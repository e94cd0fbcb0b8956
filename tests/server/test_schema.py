"""Requests made from the server's own OpenAPI description find no answer that it does not describe."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from stance.classifier import Classifier
from stance.server.app import create_app
from stance.server.schema import Limits

pytestmark = pytest.mark.slow


def test_no_request_of_the_schema_breaks_the_server(tiny: Classifier) -> None:
    schemathesis = pytest.importorskip("schemathesis")
    checks = pytest.importorskip("schemathesis.specs.openapi.checks")
    app = create_app(tiny, limits=Limits(characters=2000))
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)

    failures: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()
        strategy = operation.as_strategy()

        @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=strategy)
        def run(case):  # type: ignore[no-untyped-def]
            # Two parties with one alias are wrong, which no schema can say: 422 is right there.
            case.call_and_validate(excluded_checks=[checks.positive_data_acceptance])

        try:
            run()
        except Exception as error:
            failures.append(f"{operation.label}: {error}")
    assert not failures, "\n".join(failures)
