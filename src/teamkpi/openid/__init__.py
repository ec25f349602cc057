"""OpenID Connect: finds a provider's addresses and keys, exchanges a code, and checks what the provider has signed.

In: a provider of ``teamkpi.accounts.providers``, and what a browser brought back from it. Out: what the provider says
of a person. Always true: requests go only where ``fetching`` allows; an ID token counts only with a signature by a key
that its issuer publishes now, for this client and this sign-in. Nothing of it is stored here.
"""
