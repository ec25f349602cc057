#!/bin/sh
# Runs the tests of web/ beside those of tests/, with the Python that is named. What the former say is printed in one
# piece when they have ended; pytest's closing line comes last. Fails when either fails.
# PYTEST_XDIST_AUTO_NUM_WORKERS sets the number of pytest's workers; there is one for each core otherwise.
set -u

python=$1
said=$(mktemp)
trap 'rm -f "$said"' EXIT

{
    "$python" hatch_build.py npm test >"$said" 2>&1
    code=$?
    echo
    cat "$said"
    exit "$code"
} &
web=$!
"$python" -m pytest -n auto --dist worksteal
code=$?
wait "$web" || {
    echo "The tests of web/ failed; what they said stands above." >&2
    exit 1
}
exit "$code"
