"""Who may ask: accounts, passwords and tokens.

In: e-mail and password, or a token. Out: a new pair of tokens, or the caller and the coworkers whom the caller acts
for. Always true: no password and no token is stored, only what can recognise one; what ends an account, a coworker
record or a sign-in takes effect on the next request; no answer crosses networks.

Two e-mails are the same whatever the case of their letters, as the database's ``lower()`` sees it.
"""

from teamkpi.accounts.people import (
    Account,
    create,
    list_accounts,
    require_new_password,
    resume,
    set_password,
    suspend,
)
from teamkpi.accounts.tokens import (
    Caller,
    TokenPair,
    authenticate,
    grant,
    sweep,
    token_hash,
)

__all__ = [
    "Account",
    "Caller",
    "TokenPair",
    "authenticate",
    "create",
    "grant",
    "list_accounts",
    "require_new_password",
    "resume",
    "set_password",
    "suspend",
    "sweep",
    "token_hash",
]
