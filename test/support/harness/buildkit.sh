#!/usr/bin/env bash
# The newest BuildKit as a daemon of its own, beside engine.sh's: what CI builders (docker-container driver) run.
#
#   buildkit.sh install  build buildkitd from the Go module proxy's copy (about 2 minutes); a machine without Go gets
#                        Debian testing's, for this script alone
#   buildkit.sh newer    print the newest release that the Go module proxy has, if it is newer than ours
#   buildkit.sh start    start buildkitd with a local registry as the mirror of docker.io, push engine.sh's images to it,
#                        and make it known to buildx as builder `newest` (remote driver)
#   buildkit.sh status   exit 0 if buildx can use it
#   buildkit.sh stop     stop both
#
# Then:  eval "$(up.sh)"; docker buildx build --builder newest --network=host …
# engine.sh must have been installed, started, and its images made. Needs root and runc. BUILDKIT_IMAGES=busybox pushes
# only that one. BUILDKIT_VERSION=v0.33.0 is another release; one runs at a time. Ours is the one in buildkitd/go.mod,
# whose go.sum pins all that goes into it.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
BUILDKIT_HOME=${BUILDKIT_HOME:-$LAYER_FORECAST_TEST_HOME/buildkit}
OUR_VERSION=$(grep -oP 'github.com/moby/buildkit \Kv[0-9.]+' "$here/buildkitd/go.mod")
BUILDKIT_VERSION=${BUILDKIT_VERSION:-$OUR_VERSION}
REGISTRY_PORT=${REGISTRY_PORT:-5055}
eval "$("$here/engine.sh" env)"
bin=$BUILDKIT_HOME/$BUILDKIT_VERSION/buildkitd
sock=$BUILDKIT_HOME/buildkitd.sock

# Not `go install …@version`: it refuses modules with exclude directives, and would take what is not in our go.sum.
install() {
  [ -x "$bin" ] && return
  local module=$here/buildkitd log=$BUILDKIT_HOME/install.log
  mkdir -p "$(dirname "$bin")"
  find_go
  if [ "$BUILDKIT_VERSION" != "$OUR_VERSION" ]; then
    module=$BUILDKIT_HOME/$BUILDKIT_VERSION/module
    rm -rf "$module" && mkdir -p "$module"
    printf 'module layerforecast.example/harness/buildkitd\n\ngo 1.26.0\n\ntool github.com/moby/buildkit/cmd/buildkitd\n' \
      >"$module/go.mod"
    (cd "$module" && go get "github.com/moby/buildkit@$BUILDKIT_VERSION" && go mod tidy) >"$log" 2>&1 ||
      { tail -5 "$log" >&2; die "cannot download BuildKit $BUILDKIT_VERSION ($log)"; }
  fi
  (cd "$module" && CGO_ENABLED=0 go build -ldflags "-X github.com/moby/buildkit/version.Version=$BUILDKIT_VERSION" \
    -o "$bin" github.com/moby/buildkit/cmd/buildkitd) >"$log" 2>&1 ||
    { tail -5 "$log" >&2; die "cannot build BuildKit $BUILDKIT_VERSION ($log)"; }
}

newer() {
  local newest
  find_go
  newest=$(cd "$here/buildkitd" && go list -m -versions -f '{{range .Versions}}{{println .}}{{end}}' \
    github.com/moby/buildkit 2>/dev/null | grep -v -- - | sort -V | tail -1 || true)
  [ -z "$newest" ] || [ "$(printf '%s\n' "$newest" "$OUR_VERSION" | sort -V | tail -1)" = "$OUR_VERSION" ] || echo "$newest"
}

registry_answers() { curl -fsS "http://127.0.0.1:$REGISTRY_PORT/v2/" >/dev/null 2>&1; }
status() { docker buildx inspect newest 2>/dev/null | grep -qF "$BUILDKIT_VERSION"; }

start_registry() {
  registry_answers && return
  mkdir -p "$BUILDKIT_HOME"
  printf 'version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: %s\nhttp:\n  addr: 127.0.0.1:%s\n' \
    "$BUILDKIT_HOME/registry" "$REGISTRY_PORT" >"$BUILDKIT_HOME/registry.yml"
  setsid nohup docker-registry serve "$BUILDKIT_HOME/registry.yml" >"$BUILDKIT_HOME/registry.log" 2>&1 </dev/null &
  echo $! >"$BUILDKIT_HOME/registry.pid"
  wait_for 30 registry_answers || die "the registry did not come up ($BUILDKIT_HOME/registry.log)"
}

push_images() {
  local image remote
  for image in $(docker images --format '{{.Repository}}:{{.Tag}}' | grep -E "^(${BUILDKIT_IMAGES:-busybox|python}):"); do
    remote=127.0.0.1:$REGISTRY_PORT/library/$image
    docker tag "$image" "$remote"
    docker push -q "$remote" >/dev/null
    docker rmi "$remote" >/dev/null
  done
}

start() {
  [ -x "$bin" ] || die "not installed; run: $0 install"
  start_registry
  push_images
  status && return
  # Another release may be running.
  stop_pid "$BUILDKIT_HOME/buildkitd.pid"
  printf '[registry."docker.io"]\n  mirrors = ["127.0.0.1:%s"]\n[registry."127.0.0.1:%s"]\n  http = true\n' \
    "$REGISTRY_PORT" "$REGISTRY_PORT" >"$BUILDKIT_HOME/buildkitd.toml"
  setsid nohup "$bin" --config "$BUILDKIT_HOME/buildkitd.toml" --root "$BUILDKIT_HOME/$BUILDKIT_VERSION/data" --addr "unix://$sock" \
    --allow-insecure-entitlement network.host --oci-worker-net host >"$BUILDKIT_HOME/buildkitd.log" 2>&1 </dev/null &
  echo $! >"$BUILDKIT_HOME/buildkitd.pid"
  docker buildx rm newest >/dev/null 2>&1 || true
  docker buildx create --name newest --driver remote "unix://$sock" >/dev/null
  wait_for 30 status || { tail -20 "$BUILDKIT_HOME/buildkitd.log" >&2; die "buildkitd did not come up ($BUILDKIT_HOME/buildkitd.log)"; }
}

stop() {
  stop_pid "$BUILDKIT_HOME/buildkitd.pid"
  stop_pid "$BUILDKIT_HOME/registry.pid"
}

case ${1:-} in
install | newer | start | status | stop) "$1" ;;
*) usage ;;
esac
