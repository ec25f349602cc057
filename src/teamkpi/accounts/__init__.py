"""Who may ask: accounts, passwords, second factors, tokens, sessions of browsers; what operators and keys may do.

In: e-mail, password and a code where one is needed, or a refresh token. Out: a new pair of tokens, which
``teamkpi.api.callers.checks`` recognises on each request. Always true: an account acts for the coworkers that it is
bound to and for nobody else, whatever e-mail their records hold; no password, no token and no recovery code is stored,
only what can recognise one, and the secret of a second factor only encrypted; what ends an account, a coworker record
or a sign-in takes effect on the next request; guessing is slowed, by whichever process it goes; no answer crosses
networks.

Two e-mails are the same when ``teamkpi.folding`` makes the same of them: whatever the case of their letters.
"""

from teamkpi.accounts.bindings import BoundCoworker, bind, bound_coworkers, unbind
from teamkpi.accounts.credentials import Claim, Safeguards, change_password
from teamkpi.accounts.guesses import Limits, site_of
from teamkpi.accounts.people import (
    Account,
    create,
    list_accounts,
    require_new_password,
    resume,
    set_password,
    set_roles,
    suspend,
)
from teamkpi.accounts.sealing import Seal
from teamkpi.accounts.tokens import (
    TokenPair,
    grant,
    revoke,
    sweep,
)

__all__ = [
    "Account",
    "BoundCoworker",
    "Claim",
    "Limits",
    "Safeguards",
    "Seal",
    "TokenPair",
    "bind",
    "bound_coworkers",
    "change_password",
    "create",
    "grant",
    "list_accounts",
    "require_new_password",
    "resume",
    "revoke",
    "set_password",
    "set_roles",
    "site_of",
    "suspend",
    "sweep",
    "unbind",
]
