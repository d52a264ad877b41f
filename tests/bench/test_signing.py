"""What is measured is a real signature over a whole letter."""

from bench import signing as measured
from documents.signing import sign, signatures_of


def test_the_measured_act_signs_a_letter_of_one_page():
    seen = []

    def act(key, pdf):
        signed = sign(pdf, key, measured.ACT)
        seen.append((signed.startswith(pdf), [each.is_good for each in signatures_of(signed)], len(signed) - len(pdf)))

    measured.signed_letter(act)
    ((begins, good, grown),) = seen
    assert (begins, good) == (True, [True])
    assert grown < 12_000


def test_every_goal_is_measured(monkeypatch):
    monkeypatch.setattr(measured, "ROUNDS", 1)
    assert set(measured.measure()) == set(measured.GOALS)
