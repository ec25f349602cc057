#!/bin/sh
# Runs the tests in tests/ with the given Python, and the tests of web/ at the same time. The output of the latter is
# printed in one piece after pytest has ended. Fails if either fails. TEAMKPI_TEST_WEB=off leaves the latter out.
# PYTEST_XDIST_AUTO_NUM_WORKERS sets the number of pytest workers. The default is two more than the number of cores,
# because many tests wait for servers and browsers: with one more, the processors were idle a quarter of the time.
set -u

# Otherwise each worker, and each process that the tests start, would compile the program again.
unset PYTHONDONTWRITEBYTECODE

python=$1
said=$(mktemp)
collected=$(mktemp)
trap 'rm -f "$said" "$collected"' EXIT

{
    code=0
    if [ "${TEAMKPI_TEST_WEB:-on}" = off ]; then
        echo "The tests of web/ are left out: TEAMKPI_TEST_WEB=off." >"$said"
    else
        "$python" hatch_build.py npm test >"$said" 2>&1
        code=$?
    fi
    echo
    cat "$said"
    exit "$code"
} &
web=$!
# Compiles the tests once, and not in each worker.
"$python" -m pytest --collect-only --quiet >"$collected" 2>&1 || cat "$collected"
cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
"$python" -m pytest -n "${PYTEST_XDIST_AUTO_NUM_WORKERS:-$((cores + 2))}" --dist worksteal
code=$?
wait "$web" || {
    echo "The tests of web/ failed; their output is above." >&2
    exit 1
}
exit "$code"
