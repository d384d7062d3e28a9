"""Signing in through an identity provider that runs here, and everything that must not let in."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tongyuan.services.oidc import OidcSettings, Sent, come_back, send_away
from tongyuan.services.visitors import Visit, visitor
from tongyuan.testing.identity import Between, a_provider, altered, approve
from tongyuan.testing.people import a_person, minutes, quick_rules
from tongyuan.vocabulary.problems import (
    InputError,
    NotSignedInError,
    TongyuanError,
    TooManyError,
    UnavailableError,
)
from tongyuan.workspace.types import now
from tongyuan.workspace.workspace import Workspace

ADDRESS = "192.0.2.7"
ANOTHER_KEY = RSAKey.generate_key(2048)
CALLBACK = "https://tongyuan.example/signed-in"


@pytest.fixture(scope="module")
def running() -> Iterator[Between]:
    with a_provider() as between:
        yield between


@pytest.fixture
def provider(running: Between) -> Between:
    """The provider, with nobody's hands on it."""
    running.forget()
    return running


@pytest.fixture
def settings(provider: Between) -> OidcSettings:
    return OidcSettings(provider.issuer, "tongyuan", "a secret", CALLBACK)


@pytest.fixture
def linked(workspace: Workspace, provider: Between) -> Workspace:
    """A workspace in which an administrator has linked one subject."""
    person = a_person(workspace, password=None)
    workspace.people.link_identity(person.id, issuer=provider.issuer, subject="subject-1", actor="t")
    return workspace


def sent(workspace: Workspace, settings: OidcSettings) -> Sent:
    return send_away(workspace, settings, address=ADDRESS)


def back(workspace: Workspace, settings: OidcSettings, cookie: str, answer: dict[str, str]) -> Visit:
    return come_back(workspace, settings, cookie=cookie, answer=answer, address=ADDRESS)


def refused(workspace: Workspace, settings: OidcSettings, cookie: str, answer: dict[str, str]) -> str:
    with pytest.raises(NotSignedInError) as caught:
        back(workspace, settings, cookie, answer)
    assert caught.value.problems[0].code == "people.oidc_refused"
    row = workspace.audit.rows(limit=1).row(0, named=True)
    reason = str(caught.value.problems[0].values["reason"])
    assert (row["actor"], row["service"], row["outcome"]) == ("nobody", "visit.begin", "refused")
    assert json.loads(row["params"]) == {"how": "oidc", "address": ADDRESS, "reason": reason}
    return reason


def test_a_linked_subject_comes_in(linked: Workspace, settings: OidcSettings) -> None:
    going = sent(linked, settings)
    visit = back(linked, settings, going.cookie, approve(going.address, subject="subject-1"))
    actor = visitor(linked, visit.cookie)
    assert actor is not None
    assert actor.id == linked.people.find("li.wei").actor_id
    assert not visit.must_change
    assert linked.audit.rows(limit=1)["outcome"][0] == "passed"


def test_the_browser_is_sent_with_a_state_a_nonce_and_a_challenge(
    linked: Workspace, settings: OidcSettings, provider: Between
) -> None:
    going = sent(linked, settings)
    query = dict(parse_qsl(urlsplit(going.address).query))
    assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
    assert (query["client_id"], query["redirect_uri"]) == ("tongyuan", CALLBACK)
    assert set(query["scope"].split()) == {"openid", "profile", "email"}
    assert len({going.cookie, query["state"], query["nonce"]}) == 3
    back(linked, settings, going.cookie, approve(going.address, subject="subject-1"))
    (exchange,) = provider.sent
    digest = hashlib.sha256(exchange["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == query["code_challenge"]


def test_whom_nobody_has_linked_is_told_so_whatever_the_e_mail_address(
    linked: Workspace, settings: OidcSettings
) -> None:
    linked.people.add("wang", name="Wang", email="wang@example.org", actor="t")
    going = sent(linked, settings)
    answer = approve(going.address, subject="wang@example.org")  # the provider's e-mail claim is this
    with pytest.raises(NotSignedInError) as caught:
        back(linked, settings, going.cookie, answer)
    assert caught.value.problems[0].code == "people.oidc_unknown"
    assert "wang@example.org" in caught.value.text("zh")
    assert linked.audit.rows(limit=1)["outcome"][0] == "unknown"


def test_unknown_people_get_an_account_without_roles_where_settings_allow_it(
    linked: Workspace, settings: OidcSettings
) -> None:
    generous = replace(settings, adds_accounts=True)
    for subject in ("li.wei", "li.wei"):  # the login is taken by another person
        going = sent(linked, generous)
        visit = back(linked, generous, going.cookie, approve(going.address, subject=subject))
    actor = visitor(linked, visit.cookie)
    assert actor is not None
    assert actor.roles == {"account"}
    assert actor.id != linked.people.find("li.wei").actor_id
    assert len(linked.people.listing()) == 2


def test_a_disabled_person_does_not_come_in(linked: Workspace, settings: OidcSettings) -> None:
    linked.people.set_state(linked.people.find("li.wei").id, "disabled")
    going = sent(linked, replace(settings, adds_accounts=True))
    with pytest.raises(NotSignedInError):
        back(linked, settings, going.cookie, approve(going.address, subject="subject-1"))


def test_the_same_subject_of_another_provider_is_another_person(
    linked: Workspace, settings: OidcSettings
) -> None:
    with a_provider() as other:
        elsewhere = replace(settings, issuer=other.issuer)
        going = sent(linked, elsewhere)
        with pytest.raises(NotSignedInError) as caught:
            back(linked, elsewhere, going.cookie, approve(going.address, subject="subject-1"))
    assert caught.value.problems[0].code == "people.oidc_unknown"


@pytest.mark.parametrize("state", ["", "another", "\ud800"])
def test_an_answer_with_another_state_is_refused(
    linked: Workspace, settings: OidcSettings, provider: Between, state: str
) -> None:
    going = sent(linked, settings)
    answer = approve(going.address, subject="subject-1") | {"state": state}
    assert refused(linked, settings, going.cookie, answer) == "state"
    assert provider.sent == []  # the code is not even shown


def test_an_answer_in_another_browser_is_refused(linked: Workspace, settings: OidcSettings) -> None:
    going, theirs = sent(linked, settings), sent(linked, settings)
    answer = approve(going.address, subject="subject-1")
    assert refused(linked, settings, "", answer) == "lapsed"
    assert refused(linked, settings, theirs.cookie, answer) == "state"


def test_an_answer_is_taken_once(linked: Workspace, settings: OidcSettings) -> None:
    going = sent(linked, settings)
    answer = approve(going.address, subject="subject-1")
    back(linked, settings, going.cookie, answer)
    assert refused(linked, settings, going.cookie, answer) == "lapsed"


def test_an_answer_that_comes_too_late_is_refused(linked: Workspace, settings: OidcSettings) -> None:
    going = send_away(linked, settings, address=ADDRESS, at=now() - minutes(10))
    assert refused(linked, settings, going.cookie, approve(going.address, subject="subject-1")) == "lapsed"


def test_a_token_for_another_nonce_is_refused(linked: Workspace, settings: OidcSettings) -> None:
    going = sent(linked, settings)
    answer = approve(altered(going.address, nonce="of another sign-in"), subject="subject-1")
    assert refused(linked, settings, going.cookie, answer) == "id_token"


def test_a_token_that_has_lapsed_is_refused(workspace: Workspace) -> None:
    with a_provider(lasting=timedelta(minutes=1)) as provider:
        settings = OidcSettings(provider.issuer, "tongyuan", "a secret", CALLBACK)
        going = sent(workspace, settings)
        answer = approve(going.address, subject="subject-1")
        with pytest.raises(NotSignedInError) as caught:
            come_back(
                workspace,
                settings,
                cookie=going.cookie,
                answer=answer,
                address=ADDRESS,
                at=now() + minutes(5),
            )
    assert caught.value.problems[0].values == {"reason": "id_token"}


def test_a_token_that_was_made_for_another_client_is_refused(
    linked: Workspace, settings: OidcSettings, provider: Between
) -> None:
    going = sent(linked, settings)
    query = dict(parse_qsl(urlsplit(going.address).query))
    theirs = replace(settings, client_id="another platform")
    other = sent(linked, theirs)
    stolen = approve(altered(other.address, nonce=query["nonce"]), subject="subject-1")
    kept: list[dict] = []
    provider.alter = lambda answer: kept.append(answer) or answer
    refused(linked, theirs, other.cookie, stolen)  # its nonce is ours, which the other client notices
    provider.alter = lambda answer: answer | {"id_token": kept[0]["id_token"]}
    answer = approve(going.address, subject="subject-1")
    assert refused(linked, settings, going.cookie, answer) == "id_token"


def _claims(token: str) -> dict:
    body = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def _header(token: str) -> dict:
    head = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))


def _by_another_key(token: str) -> str:
    return jwt.encode(_header(token), _claims(token), ANOTHER_KEY)


def _by_the_clients_secret(token: str) -> str:
    return jwt.encode({"alg": "HS256"}, _claims(token), OctKey.import_key("a secret" * 8))


def _by_nobody(token: str) -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{head}.{token.split('.')[1]}."


def _of_somebody_else(token: str) -> str:
    body = json.dumps(_claims(token) | {"sub": "subject-2"}).encode()
    head, _, signature = token.split(".")
    return f"{head}.{base64.urlsafe_b64encode(body).rstrip(b'=').decode()}.{signature}"


@pytest.mark.parametrize(
    "forge",
    [
        _by_another_key,
        _by_the_clients_secret,
        _by_nobody,
        _of_somebody_else,
        lambda token: "",
        lambda token: "a.b",
    ],
    ids=["another key", "the client's secret", "no signature", "other claims", "none", "no token"],
)
def test_a_forged_token_is_refused(
    linked: Workspace, settings: OidcSettings, provider: Between, forge: object
) -> None:
    provider.alter = lambda answer: answer | {"id_token": forge(answer["id_token"])}
    going = sent(linked, settings)
    answer = approve(going.address, subject="subject-1")
    assert refused(linked, settings, going.cookie, answer) == "id_token"


def test_an_access_token_that_is_not_the_id_tokens_is_refused(
    linked: Workspace, settings: OidcSettings, provider: Between
) -> None:
    provider.alter = lambda answer: answer | {"access_token": "of somebody else"}
    going = sent(linked, settings)
    answer = approve(going.address, subject="subject-1")
    assert refused(linked, settings, going.cookie, answer) == "id_token"


def test_a_code_that_the_provider_does_not_know_is_refused(linked: Workspace, settings: OidcSettings) -> None:
    going = sent(linked, settings)
    answer = approve(going.address, subject="subject-1") | {"code": "guessed"}
    assert refused(linked, settings, going.cookie, answer) == "code"


def test_what_the_person_denied_at_the_provider_is_refused(linked: Workspace, settings: OidcSettings) -> None:
    going = sent(linked, settings)
    state = dict(parse_qsl(urlsplit(going.address).query))["state"]
    answer = {"error": "access_denied", "state": state}
    assert refused(linked, settings, going.cookie, answer) == "denied"


def test_an_answer_that_names_another_issuer_is_refused(linked: Workspace, settings: OidcSettings) -> None:
    going = sent(linked, settings)
    answer = approve(going.address, subject="subject-1") | {"iss": "https://evil.example"}
    assert refused(linked, settings, going.cookie, answer) == "issuer"


def test_a_provider_that_is_away_or_another_is_told_as_such(
    workspace: Workspace, settings: OidcSettings
) -> None:
    for issuer in ("http://127.0.0.1:9", f"{settings.issuer}/", settings.issuer + "/nowhere"):
        with pytest.raises(UnavailableError) as caught:
            sent(workspace, replace(settings, issuer=issuer))
        assert caught.value.problems[0].code == "people.oidc_unreachable"


def test_a_provider_elsewhere_is_reached_by_https_alone(workspace: Workspace, settings: OidcSettings) -> None:
    with pytest.raises(InputError) as caught:
        sent(workspace, replace(settings, issuer="http://login.example.org"))
    assert caught.value.problems[0].code == "people.oidc_plain"


def test_sign_ins_that_never_come_back_count_against_their_address(
    workspace: Workspace, settings: OidcSettings
) -> None:
    stated = quick_rules(address_failures=2)
    for _ in range(2):
        send_away(workspace, settings, address=ADDRESS, stated=stated)
    with pytest.raises(TooManyError):
        send_away(workspace, settings, address=ADDRESS, stated=stated)


def test_neither_code_nor_token_reaches_the_audit(linked: Workspace, settings: OidcSettings) -> None:
    going = sent(linked, settings)
    answer = approve(going.address, subject="subject-1")
    back(linked, settings, going.cookie, answer)
    written = str(linked.audit.rows().rows())
    assert not any(secret in written for secret in (answer["code"], answer["state"], going.cookie))


def test_a_refusal_is_said_in_both_languages(linked: Workspace, settings: OidcSettings) -> None:
    with pytest.raises(TongyuanError) as caught:
        back(linked, settings, "", {})
    assert caught.value.text("zh") != caught.value.text("en")
