"""``/dashboard``: the browser's pages, and the sign-in that they go by.

In: requests of a browser to this origin. Out: the built files of the single-page application, and access tokens for the
sign-in that its cookie names. Always true: no other origin's page can use the cookie, and no script can read it.
"""
