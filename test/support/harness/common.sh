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

# The mirror that this machine's apt already uses, read from its own configuration.
mirror() {
  grep -rhoP '^(URIs:\s*|deb\s+(\[[^]]*\]\s+)?)\K\S+' /etc/apt/sources.list /etc/apt/sources.list.d/ 2>/dev/null |
    grep '/debian/\?$' | head -1 || true
}

need_mirror() {
  local found
  found=$(mirror)
  [ -n "$found" ] || die "found no Debian mirror in /etc/apt; this script needs a Debian machine with its ordinary sources"
  echo "$found"
}

# Unpack packages of Debian testing into a folder; the host is not upgraded.
testing_packages() {
  local target=$1 suite=${ENGINE_SUITE:-forky} from
  from=$(need_mirror)
  shift
  local apt=$target.apt log=$target.log deb
  rm -rf "$apt" "$target.part"
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$target.part"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $from $suite main" >"$apt/sources.list"
  local options=(-o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache" -o APT::Sandbox::User=root
    -o Acquire::Languages=none -o Acquire::Retries=3)
  apt-get "${options[@]}" update -qq >"$log" 2>&1 || { tail -5 "$log" >&2; die "cannot read Debian $suite ($log)"; }
  (cd "$apt" && apt-get "${options[@]}" download -qq "$@") >>"$log" 2>&1 ||
    { tail -5 "$log" >&2; die "cannot download $* ($log)"; }
  for deb in "$apt"/*.deb; do dpkg -x "$deb" "$target.part"; done
  rm -rf "$apt"
  # Renamed last, so that an install that was cut short is not taken for a finished one.
  rm -rf "$target" && mv "$target.part" "$target"
}

# Go on the PATH: the machine's, or Debian testing's for these scripts alone. Two of them may ask at the same time.
find_go() {
  command -v go >/dev/null && return
  local folder=$LAYER_FORECAST_TEST_HOME/go
  mkdir -p "$LAYER_FORECAST_TEST_HOME"
  (
    flock 9
    [ -d "$folder" ] || testing_packages "$folder" golang-1.26-go golang-1.26-src
  ) 9>"$folder.lock"
  PATH=$folder/usr/lib/go-1.26/bin:$PATH
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
