"""A forgotten password, from the page through the queue and the mail back to the page."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from sinergi.foundation.access.models import User
from sinergi.foundation.access.services import roles
from sinergi.foundation.queue.models import Job
from sinergi.interfaces.jobs.registry import FUNCTIONS
from tests.support.factories import NOW
from tests.support.world import PASSWORD, user

pytestmark = pytest.mark.django_db
NEW = "kuda benar baterai baru"


@pytest.fixture
def ani(settings: Settings) -> User:
    cache.clear()
    roles.deliver()
    settings.MAIL_LEAVES = True
    settings.SITE_URL = "https://sinergi.example"
    return user("ani", ("pimpinan",), None)


def work() -> None:
    """Do the work that waits."""
    for job in Job.objects.filter(name="access.mail_link"):
        FUNCTIONS[job.name](*job.args, at=NOW, progress=lambda percent: None)


def mailed_link() -> str:
    [message] = mail.outbox
    assert message.to == ["ani@contoh.example"]
    link = re.search(r"https://sinergi\.example(/masuk/pulihkan/\?kunci=\S+)", message.body)
    assert link
    return link[1]


def test_a_forgotten_password_is_replaced_by_the_link_once(ani: User) -> None:
    client = Client()
    assert client.post("/masuk/lupa/", {"email": "ANI@contoh.example"})["Location"] == "/masuk/"
    work()
    link = mailed_link()
    assert client.get(link).status_code == 200
    key = link.partition("kunci=")[2]
    assert client.post("/masuk/pulihkan/", {"kunci": key, "new": "pendek", "repeat": "pendek"}).status_code == 422
    assert client.post("/masuk/pulihkan/", {"kunci": key, "new": NEW, "repeat": NEW})["Location"] == "/masuk/"
    assert "_auth_user_id" not in client.session, "one still signs in, second factor and all"
    assert client.get(link).status_code == 422
    assert client.post("/masuk/", {"username": ani.email, "password": PASSWORD}).status_code == 422
    assert client.post("/masuk/", {"username": ani.email, "password": NEW}).status_code == 302


def test_nothing_leaves_for_an_account_that_was_closed_meanwhile(ani: User) -> None:
    Client().post("/masuk/lupa/", {"email": ani.email})
    User.objects.filter(pk=ani.pk).update(is_active=False)
    work()
    assert mail.outbox == []
