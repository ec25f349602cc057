#!/bin/sh
# Installs the tools for development into the environment of the given Python. uv, which is one of them, is much faster
# than pip. pip does it where it is configured for an index of its own, which uv would not know, and where uv fails.
set -eu

python=$1
pip() {
    "$python" -m pip --disable-pip-version-check --no-input --quiet "$@"
}
output=$(mktemp)
trap 'rm -f "$output"' EXIT
if ! "$python" -m pip config list | grep -q '[.]index-url='; then
    sed -n '/^uv==/,/[^\\]$/p' requirements-dev.txt >"$output"
    pip install --require-hashes --no-deps -r "$output"
    if "$python" -m uv pip install --quiet --system-certs --python "$python" --require-hashes -r requirements-dev.txt \
        >"$output" 2>&1; then
        exit 0
    fi
    cat "$output"
    echo "uv failed; pip installs the tools instead."
fi
pip install --require-hashes -r requirements-dev.txt
