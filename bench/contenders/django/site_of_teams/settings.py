"""Settings of a small API: no sessions, no admin, persistent connections."""

import json
import os

_DATABASE = json.loads(os.environ["BENCH_DATABASE"])

SECRET_KEY = os.urandom(32).hex()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "site_of_teams.urls"
INSTALLED_APPS = ["rest_framework", "site_of_teams"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
USE_TZ = True
TIME_ZONE = "UTC"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": _DATABASE["host"],
        "USER": _DATABASE["user"],
        "NAME": _DATABASE["dbname"],
        "CONN_MAX_AGE": None,
        "OPTIONS": {"options": _DATABASE["options"]},
    }
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["site_of_teams.authentication.Bearer"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}
