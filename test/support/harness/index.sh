#!/usr/bin/env bash
# A package index with the cache headers of the real one, for the tests: devpi as a pull-through mirror of PyPI.
#
#   index.sh install   devpi-server (and uv, for the resolver's tests) into a virtual environment
#   index.sh start     start it on 127.0.0.1:$INDEX_PORT; waits until it answers
#   index.sh env       print the exports that point pip and uv at it:  eval "$(index.sh env)"
#   index.sh warm ARG… what `pip download ARG…` takes: fetch those packages once (see below)
#   index.sh conf DIR  write etc/pip.conf and etc/uv/uv.toml under DIR (a base image's root), for builds with --network=host
#   index.sh status    exit 0 if the server answers
#   index.sh stop      stop the server that `start` started
#
# Why: pip keeps a download only if the response allows it (Cache-Control or ETag), and the way to PyPI from a closed
# network may strip both, so that every install downloads again and no test can see a cache work. devpi sends
# `Cache-Control: max-age=365000000, immutable`, but only from the second time on: the first response is passed through
# as it came, so `warm` what a test is going to count. pip caches nothing from plain http unless the host is trusted.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
INDEX_HOME=${INDEX_HOME:-$LAYER_FORECAST_TEST_HOME/index}
INDEX_PORT=${INDEX_PORT:-3141}
base=http://127.0.0.1:$INDEX_PORT
simple=$base/root/pypi/+simple/

install() {
  debian_packages curl
  [ -x "$INDEX_HOME/bin/uv" ] && return
  local log=$INDEX_HOME/install.log
  mkdir -p "$INDEX_HOME/bin"
  python3 -m venv --clear "$INDEX_HOME/venv" >"$log" 2>&1 ||
    { tail -5 "$log" >&2; die "cannot make a virtual environment ($log); Debian's package for it is python3-venv"; }
  "$INDEX_HOME/venv/bin/pip" install -q devpi-server==6.20.3 uv==0.13.9 >>"$log" 2>&1 ||
    { tail -5 "$log" >&2; die "cannot install devpi-server and uv with pip ($log)"; }
  ln -sf ../venv/bin/uv "$INDEX_HOME/bin/uv"
}

status() { curl -fsS "$base/+status" >/dev/null 2>&1; }

start() {
  status && return
  [ -x "$INDEX_HOME/venv/bin/devpi-server" ] || die "not installed; run: $0 install"
  [ -d "$INDEX_HOME/server" ] ||
    "$INDEX_HOME/venv/bin/devpi-init" --serverdir "$INDEX_HOME/server" >"$INDEX_HOME/init.log" 2>&1 ||
    { tail -5 "$INDEX_HOME/init.log" >&2; die "devpi-init failed ($INDEX_HOME/init.log)"; }
  setsid nohup "$INDEX_HOME/venv/bin/devpi-server" --serverdir "$INDEX_HOME/server" --host 127.0.0.1 \
    --port "$INDEX_PORT" --absolute-urls >"$INDEX_HOME/server.log" 2>&1 </dev/null &
  echo $! >"$INDEX_HOME/pid"
  wait_for 60 status || { tail -20 "$INDEX_HOME/server.log" >&2; die "devpi did not come up in 60 s ($INDEX_HOME/server.log)"; }
  # Ask for the packages that builds name, never for the list of all projects.
  local token
  token=$(curl -fsS "$base/+login" -H 'Content-Type: application/json' -d '{"user":"root","password":""}' |
    python3 -c 'import sys,json,base64; r=json.load(sys.stdin)["result"]; print(base64.b64encode(("root:"+r["password"]).encode()).decode())')
  curl -fsS -X PATCH "$base/root/pypi" -H "X-Devpi-Auth: $token" -H 'Content-Type: application/json' \
    -H 'Accept: application/json' -d '["mirror_no_project_list=True"]' >/dev/null ||
    die "cannot tell devpi to leave out the list of all projects ($INDEX_HOME/server.log)"
}

env_() {
  echo "export LAYER_FORECAST_INDEX=$simple"
  echo "export PIP_INDEX_URL=$simple PIP_TRUSTED_HOST=127.0.0.1"
  echo "export UV_DEFAULT_INDEX=$simple"
  echo "export PATH=$INDEX_HOME/bin:\$PATH"
}

warm() {
  local folder
  folder=$(mktemp -d)
  (
    eval "$(env_)"
    # A folder of wheels on this machine would answer in the index's place.
    unset PIP_FIND_LINKS
    "$INDEX_HOME/venv/bin/pip" download -q --no-cache-dir -d "$folder" "$@" >"$folder/log" 2>&1
  ) || { tail -20 "$folder/log" >&2; rm -rf "$folder"; die "pip download $* failed"; }
  rm -rf "$folder"
}

conf() {
  mkdir -p "$1/etc/uv"
  printf '[global]\nindex-url = %s\ntrusted-host = 127.0.0.1\n' "$simple" >"$1/etc/pip.conf"
  printf '[[index]]\nurl = "%s"\ndefault = true\n' "$simple" >"$1/etc/uv/uv.toml"
}

stop() { stop_pid "$INDEX_HOME/pid"; }

case ${1:-} in
install | start | status | stop) "$1" ;;
env) env_ ;;
warm)
  shift
  warm "$@"
  ;;
conf) conf "${2:?a directory}" ;;
*) usage ;;
esac
