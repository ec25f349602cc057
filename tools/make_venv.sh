#!/bin/sh
# Makes the virtual environment in the folder that is named, or leaves a sound one as it is.
set -eu

folder=$1
here=$(dirname "$0")

# An environment whose Python has gone, or is too old, is made from scratch.
if "$folder/bin/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exit 0
fi
python=$(sh "$here/find_python.sh")
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    {
        echo "$python cannot make virtual environments: its module ensurepip is missing."
        echo "On Debian and Ubuntu it is a package of its own: apt-get install python$version-venv"
    } >&2
    exit 1
fi
echo "Making $folder with $("$python" --version)."
"$python" -m venv --clear "$folder"
