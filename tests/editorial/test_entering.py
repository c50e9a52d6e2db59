"""Signing in: roles, wrong passwords, the second factor, and how sessions end."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from directory.models import Sector
from eurohpc_portal.client_address import client_address
from tests.editorial.conftest import PASSWORD
from tests.editorial.forms import filled
from tests.editorial.test_forms import change_page

LOGIN = "/admin/login/"


def enter(client: Client, name: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(LOGIN, {"username": name, "password": password, "next": "/admin/", **more})


def code_of(device: TOTPDevice) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    return f"{totp.token():06d}"


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were hashed."""
    seen: list[str] = []
    hasher = type(get_hasher())
    verify = hasher.verify
    monkeypatch.setattr(
        hasher,
        "verify",
        lambda self, password, encoded: seen.append(password) or verify(self, password, encoded),
    )
    return seen


def test_the_migration_made_both_roles_and_they_hold_what_they_need(db: None, settings: Any) -> None:
    may = {
        name: set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))
        for name in ("editor", "publisher")
    }
    assert {"change_factory", "add_factorycitation", "delete_sector", "view_edition"} <= may["editor"]
    assert may["publisher"] - may["editor"] == {"publish_edition"}
    assert {"add_accessroute", "add_accessroutedeadline", "change_factoryweblink"} <= may["editor"]
    assert not {name for name in may["editor"] if "loadedrecord" in name}
    for name in may:
        apps = Group.objects.get(name=name).permissions.values_list("content_type__app_label", flat=True)
        assert set(apps) == {*settings.EDITION_APPS, "editions", "editing"}, "accounts are not theirs"


def test_the_command_makes_an_account_and_changes_its_role(db: None, capsys: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    call_command("editor", "first")
    out = capsys.readouterr().out
    user = User.objects.get(username="first")
    assert "first is publisher." in out
    assert user.check_password(out.split("The password of first: ")[1].split()[0])
    assert user.is_staff
    assert not user.is_superuser
    call_command("editor", "first", "--role", "editor")
    assert list(User.objects.get(username="first").groups.values_list("name", flat=True)) == ["editor"]
    with pytest.raises(CommandError, match="Enter a valid username"):
        call_command("editor", "no good name")


def test_passwords_are_hashed_with_argon2(settings: Any) -> None:
    from eurohpc_portal import settings as written

    assert written.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_who_is_signed_in_and_where_is_on_every_page(ana: Client, settings: Any) -> None:
    settings.ENVIRONMENT = "production"
    page = ana.get("/admin/").content.decode()
    assert '<span class="where" title="Where you are">production</span>' in page
    assert "<strong>ana</strong>, editor" in page


def test_nobody_enters_without_an_account(editors_process: None, make_editor: Callable[..., User]) -> None:
    client = Client()
    for address in ("/admin/", "/admin/pending/", "/admin/log/", "/", "/factories/jaif/", "/changes/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/admin/login/?next=")
    make_editor("ana")
    assert enter(client, "ana", "wrong-password").status_code == 200
    assert enter(client, "ana").status_code == 302
    assert client.get("/admin/").status_code == 200
    User.objects.create_user("visitor", password=PASSWORD)
    assert enter(Client(), "visitor").status_code == 200, "an account without a role may not enter"


def test_too_many_wrong_passwords_lock_out_before_hashing(
    editors_process: None, make_editor: Callable[..., User], hashed: list[str], settings: Any
) -> None:
    make_editor("ana")
    make_editor("ben")
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        enter(client, "ana", "wrong-password")
    before = len(hashed)
    answer = enter(client, "ana")
    assert answer.status_code == 429, "the right password does not help now"
    assert b"Wait 15 minutes" in answer.content
    assert len(hashed) == before, "nothing was hashed"
    assert len(hashed) == before
    assert enter(client, "ben").status_code == 302, "another editor behind the same address may enter"
    assert enter(Client(REMOTE_ADDR="192.0.2.7"), "ana").status_code == 302, "from elsewhere she may enter"


def test_signing_in_in_between_does_not_forgive(
    editors_process: None, make_editor: Callable[..., User], settings: Any
) -> None:
    make_editor("ana")
    make_editor("eve")
    client = Client()
    for number in range(settings.AXES_FAILURE_LIMIT):
        enter(client, "ana", f"guess-{number}")
        if number % 4 == 3:
            enter(Client(), "eve")
    assert enter(client, "ana", "another-guess").status_code == 429


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "192.0.2.9", "127.0.0.1"),
        (1, "192.0.2.9", "192.0.2.9"),
        (1, "198.51.100.1, 192.0.2.9:5555", "192.0.2.9"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "unknown", "127.0.0.1"),
        (2, "198.51.100.1, 192.0.2.9, 10.0.0.1", "192.0.2.9"),
        (2, "192.0.2.9", "127.0.0.1"),
    ],
)
def test_whose_address_it_is(rf: Any, settings: Any, proxies: int, forwarded: str, address: str) -> None:
    settings.PROXIES = proxies
    assert client_address(rf.get("/", HTTP_X_FORWARDED_FOR=forwarded)) == address


def test_behind_a_proxy_the_visitors_address_counts(
    editors_process: None, make_editor: Callable[..., User], settings: Any
) -> None:
    settings.PROXIES = 1
    make_editor("ana")
    for number in range(settings.AXES_FAILURE_LIMIT):
        forged = {"HTTP_X_FORWARDED_FOR": f"198.51.100.{number}, 192.0.2.1"}
        enter(Client(**forged), "ana", "wrong-password")
    assert enter(Client(HTTP_X_FORWARDED_FOR="192.0.2.1"), "ana").status_code == 429
    assert enter(Client(HTTP_X_FORWARDED_FOR="192.0.2.2"), "ana").status_code == 302


def test_a_second_factor_is_set_up_and_then_asked_for(
    editors_process: None, make_editor: Callable[..., User]
) -> None:
    user = make_editor("ana")
    client = Client()
    enter(client, "ana")
    page = client.get("/admin/second-factor/").content.decode()
    assert "<svg" in page
    device = TOTPDevice.objects.get(user=user)
    assert b"This is not the code" in client.post("/admin/second-factor/", {"code": "000000"}).content
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert client.post("/admin/second-factor/", {"code": code_of(device)}).status_code == 302
    assert client.get("/admin/").status_code == 200
    other = Client()
    answer = enter(other, "ana")
    assert b"This account has a second factor" in answer.content
    assert other.get("/admin/").status_code == 302
    TOTPDevice.objects.update(last_t=-1)
    code = code_of(device)
    assert enter(other, "ana", otp_token=code).status_code == 302
    assert other.get("/admin/").status_code == 200
    again = enter(Client(), "ana", otp_token=code)
    assert again.status_code == 200, "a code works once"


def test_each_session_sets_up_a_secret_of_its_own(
    editors_process: None, make_editor: Callable[..., User]
) -> None:
    user = make_editor("ana")
    thief, ana = Client(), Client()
    for client in (thief, ana):
        enter(client, "ana")
        client.get("/admin/second-factor/")
    seen, own = TOTPDevice.objects.filter(user=user).order_by("pk")
    assert seen.key != own.key
    assert ana.post("/admin/second-factor/", {"code": code_of(own)}).status_code == 302
    assert list(TOTPDevice.objects.filter(user=user)) == [own], "what was shown to others is void"
    assert thief.get("/admin/").status_code == 302
    thief.post("/admin/second-factor/", {"code": code_of(seen)})
    assert not TOTPDevice.objects.filter(user=user, key=seen.key).exists()


def test_a_reload_shows_a_new_secret_and_a_wrong_code_keeps_it(
    editors_process: None, make_editor: Callable[..., User]
) -> None:
    user = make_editor("ana")
    client = Client()
    enter(client, "ana")

    def secret() -> str:
        return str(TOTPDevice.objects.get(user=user).key)

    client.get("/admin/second-factor/")
    first = secret()
    client.post("/admin/second-factor/", {"code": "000000"})
    assert secret() == first
    client.get("/admin/second-factor/")
    assert secret() != first


def test_a_lost_device_is_forgotten_by_a_command(
    editors_process: None, make_editor: Callable[..., User]
) -> None:
    user = make_editor("ana")
    TOTPDevice.objects.create(user=user, name="phone", confirmed=True)
    assert enter(Client(), "ana").status_code == 200
    call_command("editor", "ana", "--forget-second-factor")
    assert enter(Client(), "ana").status_code == 302


def test_production_can_require_the_second_factor(ana: Client, settings: Any) -> None:
    settings.SECOND_FACTOR = "required"
    for address in ("/admin/", change_page(Sector.objects.first()), "/admin/log/", "/factories/"):
        answer = ana.get(address)
        assert answer.status_code == 302, address
        assert answer.headers["Location"] == reverse("admin:second-factor")
    assert ana.get("/admin/second-factor/").status_code == 200


@pytest.mark.parametrize(
    ("began", "seen"), [(13 * 3600, 60), (7200, 61 * 60)], ids=["after a day's work", "after idling"]
)
def test_sessions_end(ana: Client, began: int, seen: int) -> None:
    assert ana.get("/admin/").status_code == 200
    session = ana.session
    session["began"], session["seen"] = time.time() - began, time.time() - seen
    session.save()
    answer = ana.get("/admin/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(LOGIN)


def test_what_was_typed_outlives_the_session(ana: Client, make_editor: Callable[..., User]) -> None:
    sector = Sector.objects.get(slug="energy")
    address = change_page(sector)
    fields = {**filled(ana.get(address)), "scope": "a long text"}
    ana.session.flush()
    kept = ana.post(address, fields, headers={"Origin": "http://testserver"})
    assert kept.status_code == 403
    assert b"What you typed is kept" in kept.content
    assert 'name="scope" value="a long text"' in kept.content.decode()
    ana.force_login(User.objects.get(username="ana"), "django.contrib.auth.backends.ModelBackend")
    again = {**fields}
    assert ana.post(address, again).status_code == 302
    sector.refresh_from_db()
    assert sector.scope == "a long text"


def test_what_was_typed_outlives_a_new_second_factor(ana: Client, settings: Any) -> None:
    address = change_page(Sector.objects.get(slug="energy"))
    fields = {**filled(ana.get(address)), "scope": "a long text"}
    settings.SECOND_FACTOR = "required"
    kept = ana.post(address, fields, headers={"Origin": "http://testserver"})
    assert b'value="a long text"' in kept.content
    assert f"It was on its way to {address}." in kept.content.decode()


def test_signing_out_twice_keeps_nothing(ana: Client) -> None:
    for _ in range(2):
        answer = ana.post("/admin/logout/", headers={"Origin": "http://testserver"})
    assert answer.status_code == 302


def test_signing_in_begins_a_new_session_in_the_same_browser(
    editors_process: None, make_editor: Callable[..., User]
) -> None:
    make_editor("ana")
    client = Client()
    enter(client, "ana")
    session = client.session
    session["began"] = time.time() - 11 * 3600
    session.save()
    enter(client, "ana")
    assert time.time() - client.session["began"] < 60


def test_staff_without_a_role_see_nothing(editors_process: None) -> None:
    User.objects.create_user("idle", password=PASSWORD, is_staff=True)
    client = Client()
    enter(client, "idle")
    for address in ("/admin/", "/admin/log/", "/admin/pending/", "/"):
        assert client.get(address).status_code == 302


def test_a_huge_form_of_a_stranger_is_not_kept(editors_process: None) -> None:
    fields = {f"field-{number}": "x" for number in range(3_001)}
    answer = Client().post("/admin/factories/factory/add/", fields, HTTP_ORIGIN="http://testserver")
    assert b"field-17" not in answer.content


def test_a_form_from_elsewhere_is_not_kept(sign_in: Callable[..., Client]) -> None:
    sign_in("ana")
    client = Client(enforce_csrf_checks=True)
    address = change_page(Sector.objects.first())
    answer = client.post(address, {"scope": "forged"}, headers={"Origin": "http://elsewhere.example"})
    assert answer.status_code == 403
    assert b"forged" not in answer.content


def test_a_stale_token_keeps_what_was_typed(sign_in: Callable[..., Client]) -> None:
    sign_in("ana")
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="ana"), "django.contrib.auth.backends.ModelBackend")
    address = change_page(Sector.objects.first())
    fields = {**filled(client.get(address)), "scope": "typed", "csrfmiddlewaretoken": "x" * 64}
    answer = client.post(address, fields, headers={"Origin": "http://testserver"})
    assert answer.status_code == 403
    assert b'value="typed"' in answer.content
    assert "password" not in answer.content.decode()


def test_an_editor_may_not_publish(ana: Client, pia: Client) -> None:
    for address in ("/admin/publish/", "/admin/editions/1/rollback/", "/admin/editions/prune/"):
        assert ana.post(address, {"keep": "1"}).status_code == 403
        assert ana.get(address).status_code == 403
    assert b">Publish</button>" not in ana.get("/admin/pending/").content
    assert b">Publish</button>" in pia.get("/admin/pending/").content


def test_accounts_are_for_administrators(ana: Client, sign_in: Callable[..., Client]) -> None:
    assert ana.get("/admin/auth/user/").status_code == 403
    root = sign_in("root", "administrator")
    assert root.get("/admin/auth/user/").status_code == 200
    assert root.get("/admin/auth/user/add/").status_code == 200
