"""The packages as a user installs them."""
