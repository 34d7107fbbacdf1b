# Where the test services keep what they install and run; sourced by the scripts beside it.
# shellcheck shell=bash
LAYER_FORECAST_TEST_HOME=${LAYER_FORECAST_TEST_HOME:-$HOME/.cache/layer-forecast-test}
self=$(basename "$0")

say() { echo "$self: $*" >&2; }
die() {
  say "$*"
  exit 1
}

# The text between the script's first line and `set -euo pipefail` is its help.
usage() {
  sed -n '2,/^set -euo/{/^set -euo/d;s/^# \{0,1\}//;p}' "$0" >&2
  exit 2
}

# Install Debian packages, but only those that are missing: a machine that has them needs neither root nor apt's lists.
debian_packages() {
  local package missing=()
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "needs ${missing[*]}: install them with apt-get, or run this as root"
  local log=$LAYER_FORECAST_TEST_HOME/apt.log
  mkdir -p "$LAYER_FORECAST_TEST_HOME"
  # Another script beside this one may be using apt: wait for its lock.
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends \
    "${missing[@]}" >>"$log" 2>&1 ||
    { tail -5 "$log" >&2; die "apt-get install ${missing[*]} failed ($log); has apt-get update been run?"; }
}

# Wait until a command succeeds, for as many seconds as the first argument says.
wait_for() {
  local tries=$(($1 * 5))
  shift
  while ! "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.2
  done
}

# End the process that a pid file names, and wait until it is gone.
stop_pid() {
  [ -f "$1" ] || return 0
  local pid
  pid=$(cat "$1")
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.1
  done
  rm -f "$1"
}
