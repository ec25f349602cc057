"""Who is measured beside whom: servers that answer the same question from the same tables.

Each looks the caller's token up in the database on every request. What is not ours is installed on demand, into
``build/contenders``, from pinned and hashed lists that stand beside its code here.
"""
