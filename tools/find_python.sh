#!/bin/sh
# Prints the first Python on the path that is new enough. PYTHON in the environment is tried before all others.

for python in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        command -v "$python"
        exit 0
    fi
done
{
    echo "Python 3.11 or newer is needed, and none was found on the path."
    found=$(python3 --version 2>/dev/null) && echo "python3 is $found."
    echo "Install one, or name it: make PYTHON=/path/to/python3"
} >&2
exit 1
