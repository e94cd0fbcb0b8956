from __future__ import annotations

import importlib
import pickle
import sys
from pathlib import Path

import numpy as np
import pytest

from stance.classifier import Classifier
from stance.errors import InputError, MissingExtraError
from tests.tiny import records

sklearn = pytest.importorskip("sklearn")

from sklearn.base import clone  # noqa: E402
from sklearn.calibration import CalibratedClassifierCV  # noqa: E402
from sklearn.frozen import FrozenEstimator  # noqa: E402
from sklearn.metrics import accuracy_score, classification_report, log_loss  # noqa: E402
from sklearn.model_selection import cross_val_score  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import FunctionTransformer  # noqa: E402
from sklearn.utils import estimator_checks  # noqa: E402

from stance.integrations.sklearn import StanceEstimator  # noqa: E402

PAIRS = [(record["sentence"], party["name"]) for record in records() for party in record["parties"]]
LABELS = [party["label"] for record in records() for party in record["parties"]]

# Scikit-learn's other checks feed numbers, which no pair is made of.
CHECKS = (
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_valid_tag_types",
    "check_parameters_default_constructible",
    "check_no_attributes_set_in_init",
    "check_get_params_invariance",
    "check_set_params",
)


@pytest.fixture
def estimator(tiny_folder: Path) -> StanceEstimator:
    return StanceEstimator(str(tiny_folder))


@pytest.mark.parametrize("name", CHECKS)
def test_the_checks_of_scikit_learn_that_need_no_numbers(name: str) -> None:
    getattr(estimator_checks, name)("StanceEstimator", StanceEstimator())


def test_pairs_are_judged_as_classify_does(tiny: Classifier, estimator: StanceEstimator) -> None:
    found = estimator.predict_proba(PAIRS)
    assert estimator.classes_.tolist() == ["against", "favor", "neutral"]
    for row, (sentence, party) in zip(found, PAIRS, strict=True):
        (judged,) = tiny(sentence, [party]).stances
        assert row.tolist() == pytest.approx([judged.probabilities[c] for c in estimator.classes_], abs=1e-6)
    assert estimator.predict(PAIRS).tolist() == estimator.classes_[found.argmax(axis=1)].tolist()
    assert len(set(estimator.predict(PAIRS))) > 1


def test_a_pair_does_not_depend_on_the_others(estimator: StanceEstimator) -> None:
    whole = estimator.predict_proba(PAIRS)
    assert estimator.predict_proba(PAIRS[::-1])[::-1] == pytest.approx(whole, abs=1e-6)
    assert estimator.predict_proba(PAIRS[3:4]) == pytest.approx(whole[3:4], abs=1e-6)


def test_all_forms_of_pairs(estimator: StanceEstimator) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(PAIRS, columns=["sentence", "party"])
    expected = estimator.predict(PAIRS).tolist()
    shuffled = frame.assign(n=1)[["party", "n", "sentence"]]
    for form in (np.array(PAIRS), frame, shuffled, frame.set_axis(["a", "b"], axis=1), map(list, PAIRS)):
        assert estimator.predict(form).tolist() == expected


def test_scores_and_metrics(estimator: StanceEstimator) -> None:
    found = estimator.fit(PAIRS, LABELS).predict(PAIRS)
    assert estimator.score(PAIRS, LABELS) == accuracy_score(LABELS, found)
    assert classification_report(LABELS, found, output_dict=True)["macro avg"]["support"] == len(PAIRS)
    assert log_loss(LABELS, estimator.predict_proba(PAIRS), labels=estimator.classes_) > 0


def test_within_scikit_learn(estimator: StanceEstimator) -> None:
    piped = make_pipeline(FunctionTransformer(lambda rows: [(text, name) for name, text in rows]), estimator)
    assert piped.predict([(b, a) for a, b in PAIRS]).tolist() == estimator.predict(PAIRS).tolist()
    assert len(cross_val_score(estimator, np.array(PAIRS), LABELS, cv=2)) == 2
    calibrated = CalibratedClassifierCV(FrozenEstimator(estimator)).fit(PAIRS, LABELS)
    assert calibrated.predict_proba(PAIRS).sum(axis=1) == pytest.approx(1)
    for copy in (clone(estimator), pickle.loads(pickle.dumps(estimator))):
        assert copy.get_params() == estimator.get_params()
        assert copy.predict(PAIRS[:3]).tolist() == estimator.predict(PAIRS[:3]).tolist()


def test_aliases_and_parties_that_are_not_named(estimator: StanceEstimator) -> None:
    pairs = [("The Guild thanked Estmark.", "Harbour Guild"), ("Rain fell.", "Estmark")]
    with pytest.warns(UserWarning, match=r"in 2 of 2 pairs .*They count as neutral"):
        assert estimator.predict(pairs).tolist() == ["neutral", "neutral"]
    named = clone(estimator).set_params(aliases={"Harbour Guild": ["the Guild"]}, missing="error")
    assert named.predict_proba(pairs[:1]).sum() == pytest.approx(1)
    with pytest.raises(InputError, match="does not name the party, first in row 1"):
        named.predict(pairs)


@pytest.mark.parametrize(
    ("pairs", "labels", "told"),
    [
        (["Norvania left."], None, "row 0 of X is 'Norvania left.'"),
        ([("Norvania left.",)], None, "a sentence and a party are needed"),
        ([("Norvania left.", 3)], None, "both texts"),
        (np.zeros((2, 3)), None, "row 0 of X"),
        ([("Norvania left.", " ")], None, "a name is needed"),
        ([("Norvania left.", "Norvania")], ["positive"], "'positive'; allowed are against, favor, neutral"),
        ([("Norvania left.", "Norvania")], [], "1 pairs and 0 labels"),
    ],
)
def test_what_is_no_pair_is_named(pairs, labels, told: str, estimator: StanceEstimator) -> None:
    with pytest.raises(InputError, match=told):
        estimator.fit(pairs, labels)


def test_a_wrong_setting_is_named(estimator: StanceEstimator) -> None:
    with pytest.raises(InputError, match="missing is 'drop'; allowed are neutral and error"):
        clone(estimator).set_params(missing="drop").predict(PAIRS)


def test_the_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "stance.integrations.sklearn")
    monkeypatch.setitem(sys.modules, "sklearn.base", None)
    with pytest.raises(MissingExtraError, match=r"stance\[sklearn\]"):
        importlib.import_module("stance.integrations.sklearn")
