"""Create an editor, or change what one may do."""

from __future__ import annotations

import getpass
import secrets
import sys
from typing import Any

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_otp import devices_for_user

from editorial import roles


class Command(BaseCommand):
    help = (
        "Creates an account for the editors' pages, or gives an existing one another role, a new password, "
        "or a fresh start with its second factor."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name to sign in with")
        parser.add_argument(
            "--role",
            choices=roles.ROLES,
            help=f"what the account may do (default for a new one: {roles.PUBLISHER})",
        )
        parser.add_argument(
            "--password", action="store_true", help="ask for a new password; a new account is asked anyway"
        )
        parser.add_argument(
            "--forget-second-factor", action="store_true", help="for somebody who lost the device"
        )

    def handle(self, *args: Any, name: str, role: str | None, **options: Any) -> None:
        user = User.objects.filter(username=name).first()
        new = user is None
        user = user or User(username=name)
        try:
            user.clean_fields(exclude=["password"])
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        if new or options["password"]:
            self._give_password(user)
        user.is_staff = True
        if new or role:
            user.is_superuser = role == roles.ADMINISTRATOR
        user.save()
        if new or role:
            wanted = Group.objects.filter(name=role or roles.PUBLISHER)
            user.groups.set(wanted)
        if options["forget_second_factor"]:
            for device in devices_for_user(user, confirmed=None):
                device.delete()
        self.stdout.write(f"{name} is {roles.role_of(user) or 'without a role'}.")

    def _give_password(self, user: User) -> None:
        """Asks for one, twice; where nobody can be asked, makes one and shows it."""
        if not sys.stdin.isatty():
            password = secrets.token_urlsafe(12)
            self.stdout.write(f"The password of {user.username}: {password}")
        else:
            password = getpass.getpass(f"A password for {user.username}, at least 12 characters: ")
            if password != getpass.getpass("The same again: "):
                raise CommandError("The two passwords differ. Nothing was changed.")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError("Nothing was changed. " + " ".join(error.messages)) from error
        user.set_password(password)
