"""The portal API under ``/api``: sign-in, and what a member or an administrator of a team may see of it."""
