"""Pages are set and signatures made while no transaction is open: no counter and no desk waits for them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from directory import clock
from documents import signing
from documents.models import Document, Register
from documents.verbs import number_document, render_document, sign_document
from tests.cast import PNG
from tests.documents.keys import PASSWORD, an_authority, key_in
from tests.visitors import browser_of, once_of, seen_of


@pytest.fixture
def paper(committed_world, settings, tmp_path):
    settings.PRASAN_DEMO, settings.SIGNING_DIR = True, tmp_path
    key_in(tmp_path, an_authority(clock.now()), "council/chair", at=clock.now())
    found = Document.objects.get(plan=committed_world.submitted(committed_world.plan), kind="T10")
    render_document({"document": found.pk, "kind": "unsigned"})
    return found


def signed_by_hand(world, paper):
    browser, today = browser_of(world.leader), clock.today()
    address = f"/papers/{paper.check_code}/esign/"
    shown = browser.get(address)
    day = {"dated_day": today.day, "dated_month": today.month, "dated_year": today.year + 543}
    return browser.post(
        address, {"once": once_of(shown), "seen": seen_of(shown), "password": PASSWORD, **day}
    ).status_code


def test_nothing_is_locked_while_a_paper_is_set_and_signed_from_its_page(committed_world, paper, monkeypatch):
    held = []

    def watched(act):
        def watching(*args, **options):
            held.append((act.__name__, connection.in_atomic_block))
            return act(*args, **options)

        return watching

    monkeypatch.setattr("documents.verbs.electronic.render_document", watched(render_document))
    monkeypatch.setattr(signing, "sign", watched(signing.sign))
    monkeypatch.setattr(signing, "ask_timestamper", watched(signing.ask_timestamper))
    assert signed_by_hand(committed_world, paper) == 302
    assert held == [("render_document", False), ("sign", False)]
    assert Document.objects.get(pk=paper.pk).state == "numbered"


def test_a_slow_signature_delays_no_number(committed_world, paper, monkeypatch):
    """While one paper is being signed, somebody else takes the next number of the same register."""
    world = committed_world
    minutes = Document.objects.get(plan=world.plan, kind="T03")
    Document.objects.filter(pk=minutes.pk).update(register="outgoing")
    sign_document(document=minutes, by=world.secretary, scan=PNG, content_type="image/png")
    slow = signing.sign

    def number():
        try:
            number_document(document=minutes, by=world.secretary, dated=clock.today())
        finally:
            connection.close()

    def meanwhile(*args, **options):
        with ThreadPoolExecutor(1) as somebody_else:
            somebody_else.submit(number).result(timeout=60)
        return slow(*args, **options)

    monkeypatch.setattr(signing, "sign", meanwhile)
    assert signed_by_hand(world, paper) == 302
    numbers = Document.objects.filter(pk__in=[paper.pk, minutes.pk]).order_by("running_number")
    assert list(numbers.values_list("kind", "running_number")) == [("T10", 1), ("T03", 2)]
    assert Register.objects.get(name="outgoing").last_number == 2
