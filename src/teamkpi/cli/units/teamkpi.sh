#!/bin/sh
# Runs teamkpi as its service does, with the same user and settings. Written by `teamkpi service install`.
set -e
if [ ! -r $environment ]; then
    echo "teamkpi: only root and $user may read $environment; try: sudo $wrapper" >&2
    exit 1
fi
# As systemd reads it: what follows the = is the value as it is, and not for the shell.
while read -r line || [ -n "$${line}" ]; do
    name=$${line%%=*}
    value=$${line#*=}
    case $${name} in
        "$${line}" | "" | [0-9]* | *[!A-Za-z0-9_]*) continue ;;
    esac
    case $${value} in
        \"*\" | \'*\')
            value=$${value#?}
            value=$${value%?}
            ;;
    esac
    export "$${name}=$${value}"
done <$environment
if [ "$$(id -un)" = $user ]; then
    exec $program "$$@"
fi
exec runuser -u $user -- $program "$$@"
