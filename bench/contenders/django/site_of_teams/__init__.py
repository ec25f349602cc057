"""The figures of a team with Django REST framework, over the same tables: what a competent team would write."""
