#!/bin/sh
# Runs teamkpi as its service does, with the same user and settings. Written by `teamkpi service install`.
set -ea
. $environment
set +a
if [ "$$(id -un)" = $user ]; then
    exec $program "$$@"
fi
exec runuser -u $user -- $program "$$@"
