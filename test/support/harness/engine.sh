#!/usr/bin/env bash
# A current Docker Engine (BuildKit inside) with buildx for the tests, on a Debian machine that has none.
#
#   engine.sh install   fetch dockerd, docker, buildx and containerd from Debian testing; the host is not upgraded
#   engine.sh start     start dockerd on a private socket; waits until it answers
#   engine.sh images    make the local base images busybox, python:X-slim and python:X (the slim one with a compiler,
#                       as the official ones differ); the Python inside is Debian's own 3.11 whatever the tag says
#   engine.sh env       print the exports that point docker at it:  eval "$(engine.sh env)"
#   engine.sh status    exit 0 if the daemon answers
#   engine.sh stop      stop the daemon that `start` started
#
# ENGINE_STORE=graphdriver is another daemon beside the default one, with the older image store (own socket, data, images).
# ENGINE_OVERLAY=DIR lays DIR over the python images, such as what `index.sh conf DIR` writes.
# Needs root and the machine's ordinary apt sources. Each verb is idempotent.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
ENGINE_HOME=${ENGINE_HOME:-$LAYER_FORECAST_TEST_HOME/engine}
root=$ENGINE_HOME/root
store=${ENGINE_STORE:-containerd}
state=$ENGINE_HOME/$store
sock=$state/docker.sock

install() {
  # runc and iptables come from the host's own release: the engine's binaries only need its glibc.
  debian_packages runc iptables busybox-static mmdebstrap ca-certificates curl
  [ -x "$root/usr/sbin/dockerd" ] && return
  testing_packages "$root" docker.io docker-cli docker-buildx containerd docker-registry
}

env_() {
  echo "export DOCKER_HOST=unix://$sock"
  echo "export DOCKER_CONFIG=$state/config"
  echo "export PATH=$root/usr/bin:\$PATH"
}

status() {
  [ -x "$root/usr/bin/docker" ] || return 1
  eval "$(env_)"
  docker info >/dev/null 2>&1
}

start() {
  [ -x "$root/usr/sbin/dockerd" ] || die "not installed; run: $0 install"
  mkdir -p "$state/config/cli-plugins"
  ln -sf "$root/usr/libexec/docker/cli-plugins/docker-buildx" "$state/config/cli-plugins/docker-buildx"
  status && return
  local snapshotter=true
  [ "$store" = containerd ] || snapshotter=false
  PATH=$root/usr/bin:$root/usr/sbin:$PATH setsid nohup dockerd --feature containerd-snapshotter=$snapshotter \
    --data-root "$state/data" --exec-root "$state/exec" --pidfile "$state/dockerd.pid" -H "unix://$sock" \
    >"$state/dockerd.log" 2>&1 </dev/null &
  wait_for 60 status || { tail -20 "$state/dockerd.log" >&2; die "dockerd did not come up in 60 s ($state/dockerd.log)"; }
}

import_() { tar -C "$1" -c . | docker import "${@:3}" - "$2" >/dev/null; }
has_image() { docker image inspect "$1" >/dev/null 2>&1; }

# No registry is needed: FROM resolves to local images first. The containerd image store is what lets the
# docker driver export caches (--cache-to type=registry|local).
images() {
  eval "$(env_)"
  has_image busybox:latest || image_busybox
  has_image python:3.11-slim || image_python_slim
  has_image python:3.11 || image_python
  local v
  for v in 3.8 3.9 3.10 3.12 3.13; do
    docker tag python:3.11-slim "python:$v-slim"
    docker tag python:3.11 "python:$v"
  done
  docker tag python:3.11 python:latest
}

image_busybox() {
  local t=$state/busybox applet
  rm -rf "$t" && mkdir -p "$t"/{bin,etc,root,tmp}
  cp /bin/busybox "$t/bin/"
  for applet in $("$t/bin/busybox" --list); do [ "$applet" = busybox ] || ln -s busybox "$t/bin/$applet"; done
  echo 'root:x:0:0:root:/root:/bin/sh' >"$t/etc/passwd" && echo 'root:x:0:' >"$t/etc/group"
  import_ "$t" busybox:latest --change 'CMD ["sh"]'
  rm -rf "$t"
}

image_python_slim() {
  local t=$state/rootfs log=$state/rootfs.log from
  from=$(need_mirror)
  rm -rf "$t" && mkdir -p "$t"
  # dpkg syncs every file that it unpacks; in memory that costs nothing.
  mount -t tmpfs -o size=2g tmpfs "$t" 2>/dev/null || true
  mmdebstrap --variant=minbase --include=python3,python3-pip,python3-venv,ca-certificates bookworm "$t" "$from" \
    >"$log" 2>&1 || { tail -5 "$log" >&2; unmount "$t"; die "cannot make a Debian to put into python:3.11-slim ($log)"; }
  rm -rf "$t"/var/cache/apt/*.bin "$t"/var/cache/apt/archives/*.deb "$t"/var/lib/apt/lists/*_* \
    "$t"/usr/lib/python3*/EXTERNALLY-MANAGED "$t"/etc/resolv.conf
  echo localhost >"$t/etc/hostname"
  ln -sf python3 "$t/usr/bin/python"
  # What official images carry: apt deletes the packages it downloaded unless told otherwise, and dpkg does not sync.
  echo 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };' \
    >"$t/etc/apt/apt.conf.d/docker-clean"
  echo force-unsafe-io >"$t/etc/dpkg/dpkg.cfg.d/docker-apt-speedup"
  # Builds reach the package index as the host does, with the host's certificates.
  cp /etc/ssl/certs/ca-certificates.crt "$t/etc/ssl/certs/ca-certificates.crt"
  [ -z "${ENGINE_OVERLAY:-}" ] || cp -r "$ENGINE_OVERLAY"/. "$t"/
  import_ "$t" python:3.11-slim --change 'ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/bin:/usr/sbin:/bin:/sbin' \
    --change 'CMD ["python3"]'
  unmount "$t"
}

unmount() {
  umount "$1" 2>/dev/null || true
  rm -rf "$1"
}

image_python() {
  local log=$state/python.log
  docker buildx build --progress=plain --network=host -t python:3.11 - >"$log" 2>&1 <<'DOCKERFILE' ||
FROM python:3.11-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends build-essential python3-dev libyaml-dev git && rm -rf /var/lib/apt/lists/*
DOCKERFILE
    { tail -20 "$log" >&2; die "cannot build python:3.11 ($log)"; }
}

stop() { stop_pid "$state/dockerd.pid"; }

case ${1:-} in
install | start | images | status | stop) "$1" ;;
env) env_ ;;
*) usage ;;
esac
