"""The same things at the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from apps.accounts import attempts
from apps.accounts.models import User
from tests.accounts.test_sign_in import PASSWORD, WRONG_PASSWORD, code_of, give_code, give_password

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


@pytest.fixture
def ana() -> User:
    """Who signs in many times."""
    return User.objects.create_user("ana@example.org", PASSWORD, name="Ana Ruiz", role="radiologist")


def at_once(act: Callable[[int], int]) -> Counter[int]:
    """Do it in many threads that start together; return how often each status was answered."""
    gate = Barrier(AT_ONCE)

    def run(number: int) -> int:
        gate.wait()
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(run, range(AT_ONCE)))


def test_one_code_opens_one_session(ana: User) -> None:
    device = TOTPDevice.objects.create(user=ana, name="authenticator", confirmed=True)
    browsers = [Client() for _ in range(AT_ONCE)]
    for browser in browsers:
        give_password(browser)
    code = code_of(device)
    assert at_once(lambda number: int(give_code(browsers[number], code).status_code)) == {302: 1, 403: AT_ONCE - 1}


def test_guesses_at_once_see_one_another(ana: User) -> None:
    found = at_once(lambda number: int(give_password(Client(), WRONG_PASSWORD).status_code))
    assert set(found) <= {403, 429}
    assert found[403] <= attempts.MOST_TOGETHER
