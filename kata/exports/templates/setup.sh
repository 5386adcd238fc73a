#!/usr/bin/env bash
# Installs NetKata with a Python of its own: that of Gradescope's image may be older than 3.11.
set -euo pipefail
apt-get update
apt-get install -y --no-install-recommends bubblewrap ca-certificates python3-pip
python3 -m pip install uv || python3 -m pip install --break-system-packages uv
uv venv --python 3.13 /autograder/netkata
uv pip install --python /autograder/netkata/bin/python @INSTALL@
