"""The city's single sign-on, where there is one."""

from __future__ import annotations

from unittest import mock

from django.core.exceptions import ImproperlyConfigured
from django.test import SimpleTestCase, TestCase, override_settings

from opd import oidc
from tests.base.people import staff

GIVEN = {
    "OIDC_CLIENT_ID": "dcr",
    **{f"OIDC_{name}": f"https://masuk.contoh.test/{name.lower()}" for name in oidc.ENDPOINTS},
}


class ConfiguredTests(SimpleTestCase):
    def test_without_its_environment_there_is_none(self) -> None:
        self.assertEqual(oidc.configured(), {})
        self.assertNotContains(self.client.get("/oidc/authenticate/"), "oidc", status_code=404)

    def test_with_it_nobody_gets_an_account_by_it(self) -> None:
        with (
            mock.patch.dict("os.environ", GIVEN),
            mock.patch("opd.oidc.environment.secret", return_value="r"),
        ):
            found = oidc.configured()
        self.assertFalse(found["OIDC_CREATE_USER"])
        self.assertTrue(found["OIDC_USE_PKCE"])
        self.assertEqual(found["OIDC_OP_TOKEN_ENDPOINT"], "https://masuk.contoh.test/token_endpoint")

    def test_half_of_it_is_refused(self) -> None:
        half = {**GIVEN, "OIDC_TOKEN_ENDPOINT": "", "OIDC_USER_ENDPOINT": "http://masuk.contoh.test/"}
        with mock.patch.dict("os.environ", half), self.assertRaises(ImproperlyConfigured) as caught:
            oidc.configured()
        self.assertIn("OIDC_TOKEN_ENDPOINT, OIDC_USER_ENDPOINT", str(caught.exception))


SETTINGS = {
    "OIDC_OP_TOKEN_ENDPOINT": "https://x/", "OIDC_OP_USER_ENDPOINT": "https://x/", "OIDC_OP_JWKS_ENDPOINT": "https://x/",
    "OIDC_RP_CLIENT_ID": "x", "OIDC_RP_CLIENT_SECRET": "x", "OIDC_RP_SIGN_ALGO": "RS256",
}  # fmt: skip


@override_settings(**SETTINGS)
class BackendTests(TestCase):
    def setUp(self) -> None:
        from opd.single_sign_on import Backend  # only where there is one: it asks for its settings

        self.backend = Backend()

    def test_an_address_that_nobody_verified_is_nobody(self) -> None:
        self.assertFalse(self.backend.verify_claims({"email": "butet@contoh.test"}))
        self.assertFalse(self.backend.verify_claims({"email": "butet@contoh.test", "email_verified": "true"}))
        self.assertFalse(self.backend.verify_claims({"email": "", "email_verified": True}))
        self.assertTrue(self.backend.verify_claims({"email": "butet@contoh.test", "email_verified": True}))

    def test_who_has_no_account_or_no_active_one_does_not_come_in(self) -> None:
        user = staff("butet", email="butet@contoh.test")
        claims = {"email": "Butet@contoh.test", "email_verified": True}
        self.assertEqual(list(self.backend.filter_users_by_claims(claims)), [user])
        user.is_active = False
        user.save()
        self.assertEqual(list(self.backend.filter_users_by_claims(claims)), [])
        self.assertEqual(list(self.backend.filter_users_by_claims({"email": "lain@contoh.test"})), [])

    def test_the_log_learns_no_address(self) -> None:
        self.assertNotIn("butet", self.backend.describe_user_by_claims({"email": "butet@contoh.test"}))
