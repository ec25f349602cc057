#!/bin/sh
# Checks everything that does not need a database: the Python, with the interpreter that is named, and web/ beside it.
# The output of the latter is printed in one piece at the end. Fails when either fails.
set -u

python=$1
code_folders=$2
bin=$(dirname "$python")
output=$(mktemp)
trap 'rm -f "$output"' EXIT

"$python" hatch_build.py npm run check >"$output" 2>&1 &
web=$!

(
    set -ex
    # The names are separated by spaces.
    # shellcheck disable=SC2086
    "$bin/ruff" check $code_folders
    "$bin/ruff" format --check $code_folders
    "$bin/mypy" $code_folders
    "$bin/lint-imports" --no-logo
    "$python" tools/house_rules.py
    "$python" -m teamkpi.api.contract --check
    "$python" tools/write_docs.py --check
)
code=$?
wait "$web" || {
    web_code=$?
    cat "$output"
    echo "The checks of web/ failed; their output is above." >&2
    exit "$web_code"
}
cat "$output"
exit "$code"
