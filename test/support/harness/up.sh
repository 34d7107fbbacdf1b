#!/usr/bin/env bash
# Everything that the tests with a real engine need, in one command:  eval "$(test/support/harness/up.sh)"
#
#   up.sh          install and start the engine and the package index, make the base images (managers.sh has those with
#                  other package managers), fetch the packages that the tests install; print the exports that point
#                  docker, pip, uv and the tests at them
#   up.sh stop     stop both
#
# Only the exports go to stdout. A second run finds everything in place and takes two seconds.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"

# What the tests' builds install; see index.sh for why it is fetched before anything is counted.
packages=(automig==0.1.1 pyyaml==5.1 gitpython==3.1.0 sqlparse==0.3.0 uwsgi==2.0.24 markupsafe==1.1.1
  six==1.16.0 uv==0.13.9)

stop() {
  "$here/index.sh" stop
  "$here/engine.sh" stop
}

index() {
  "$here/index.sh" install
  "$here/index.sh" start
  say "package index: up after $SECONDS s"
  local warmed=$LAYER_FORECAST_TEST_HOME/index/warmed
  if [ "$(cat "$warmed" 2>/dev/null)" != "${packages[*]}" ]; then
    "$here/index.sh" warm "${packages[@]}"
    echo "${packages[*]}" >"$warmed"
    say "package index: ${#packages[@]} packages fetched after $SECONDS s"
  fi
}

engine() {
  "$here/engine.sh" install
  "$here/engine.sh" start
  say "engine: up after $SECONDS s"
  "$here/engine.sh" images
  say "engine: images ready after $SECONDS s"
}

up() {
  mkdir -p "$LAYER_FORECAST_TEST_HOME"
  local overlay=$LAYER_FORECAST_TEST_HOME/overlay failed=0
  "$here/index.sh" conf "$overlay"
  # The two do not need each other until a build installs packages.
  index >&2 &
  local index_pid=$!
  ENGINE_OVERLAY=$overlay engine >&2 &
  local engine_pid=$!
  wait "$index_pid" || failed=1
  wait "$engine_pid" || failed=1
  [ "$failed" = 0 ] || die "not everything came up; see above"
  "$here/managers.sh" images >&2
  say "images with other package managers: ready after $SECONDS s"
  "$here/engine.sh" env
  "$here/index.sh" env
}

case ${1:-up} in
up | stop) "${1:-up}" ;;
*) usage ;;
esac
