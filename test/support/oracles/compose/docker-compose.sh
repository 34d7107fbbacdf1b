#!/usr/bin/env bash
# Docker Compose of Debian testing, without an engine and without changing the host; prints the path of the program.
#
#   docker-compose.sh install   fetch it, unless it is there already
#
# Needs root and the machine's ordinary apt sources.
set -euo pipefail
# shellcheck source=../../harness/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../harness/common.sh"
root=$LAYER_FORECAST_TEST_HOME/compose
program=$root/usr/libexec/docker/cli-plugins/docker-compose

[ "${1:-}" = install ] || usage
mkdir -p "$LAYER_FORECAST_TEST_HOME"
[ -x "$program" ] || testing_packages "$root" docker-compose
echo "$program"
