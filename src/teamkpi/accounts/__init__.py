"""Access: accounts, passwords, second factors, tokens and browser sessions; the rights of operators and keys.

In: an e-mail address, a password and, if needed, a code; or a refresh token. Out: a new pair of tokens, which
``teamkpi.api.callers.checks`` recognises on each request. Always true: an account acts only for the coworkers it is
bound to, whatever e-mail address their records have; passwords, tokens and recovery codes are stored only as hashes,
and second factors' secrets only encrypted; ending an account, a coworker record or a sign-in takes effect with the next
request; guessing is slowed across all processes; a response never mixes networks.

Two e-mail addresses are equal if ``teamkpi.folding`` gives the same result for both, which ignores case.
"""

from teamkpi.accounts.bindings import BoundCoworker, bind, bound_coworkers, unbind
from teamkpi.accounts.credentials import Claim, Safeguards, change_password
from teamkpi.accounts.guesses import Limits, forget_sign_ins, site_of
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
    forget_spent_tokens,
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
    "forget_sign_ins",
    "forget_spent_tokens",
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
