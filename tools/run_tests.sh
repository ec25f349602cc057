#!/bin/sh
# Runs the tests of web/ beside those of tests/, with the Python that is named. What the former say is printed in one
# piece when they have ended; pytest's closing line comes last. Fails when either fails.
# PYTEST_XDIST_AUTO_NUM_WORKERS sets the number of pytest's workers. Otherwise there is one more than there are cores,
# since some tests wait for servers and browsers.
set -u

# Each worker and each process that the tests start would compile the program again.
unset PYTHONDONTWRITEBYTECODE

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
cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
"$python" -m pytest -n "${PYTEST_XDIST_AUTO_NUM_WORKERS:-$((cores + 1))}" --dist worksteal
code=$?
wait "$web" || {
    echo "The tests of web/ failed; what they said stands above." >&2
    exit 1
}
exit "$code"
