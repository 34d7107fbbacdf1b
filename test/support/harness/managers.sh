#!/usr/bin/env bash
# Base images with other package managers than pip, set to the registries that this machine uses, for builds with
# --network=host. engine.sh must have been started and its python images made.
#
#   managers.sh images   make astral/uv, node:22, golang:1.26 and debian:bookworm-slim, each only if it is missing or of other versions
#
# What is inside is what the official images have of it: the same folders, users, variables and settings of apt. Node and
# npm are npm packages, Go is the machine's or Debian testing's, uv the one that index.sh installed.
set -euo pipefail
# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
MANAGERS_HOME=${MANAGERS_HOME:-$LAYER_FORECAST_TEST_HOME/managers}
INDEX_HOME=${INDEX_HOME:-$LAYER_FORECAST_TEST_HOME/index}
NODE_VERSION=22.23.5
NPM_VERSION=10.9.9
eval "$("$here/engine.sh" env)"

images() {
  local image pids=() failed=0
  for image in uv node golang debian; do
    "image_$image" >&2 &
    pids+=($!)
  done
  for image in "${pids[@]}"; do wait "$image" || failed=1; done
  return "$failed"
}

# Whether an image is there, and made of these versions on today's python image.
has_image() {
  [ "$(docker image inspect --format '{{index .Config.Labels "made-of"}}' "$1" 2>/dev/null)" = "$(made_of "$2")" ]
}

made_of() { echo "$1 $(docker image inspect --format '{{.Id}}' python:3.11-slim)"; }

# Build an image of these versions from the Dockerfile on stdin and a folder, which is removed.
build_image() {
  local image=$1 versions=$2 folder=$3 log=$MANAGERS_HOME/${1%%:*}.log
  mkdir -p "$(dirname "$log")"
  docker buildx build --progress=plain --label "made-of=$(made_of "$versions")" -t "$image" -f - "$folder" >"$log" 2>&1 ||
    { tail -5 "$log" >&2; die "cannot build $image ($log)"; }
  rm -rf "$folder"
}

new_folder() {
  mkdir -p "$MANAGERS_HOME"
  mktemp -d "$MANAGERS_HOME/image-XXXXXX"
}

# Programs only, for `COPY --from=astral/uv`.
image_uv() {
  local folder versions
  versions=$("$INDEX_HOME/venv/bin/uv" --version)
  has_image astral/uv:latest "$versions" && return
  folder=$(new_folder)
  cp "$INDEX_HOME/venv/bin/uv" "$INDEX_HOME/venv/bin/uvx" "$folder"
  printf 'FROM scratch\nCOPY uv uvx /\n' | build_image astral/uv:latest "$versions" "$folder"
}

image_node() {
  local folder processor=x64 versions="$NODE_VERSION $NPM_VERSION"
  has_image node:22 "$versions" && return
  folder=$(new_folder)
  [ "$(uname -m)" = x86_64 ] || processor=arm64
  (
    cd "$folder"
    npm pack --silent "node-linux-$processor@$NODE_VERSION" "npm@$NPM_VERSION" >/dev/null
    mkdir -p local/bin local/etc local/lib/node_modules/npm
    tar -xzf node-linux-*.tgz -C local --strip-components=1 package/bin/node
    tar -xzf npm-*.tgz -C local/lib/node_modules/npm --strip-components=1
    ln -s ../lib/node_modules/npm/bin/npm-cli.js local/bin/npm
    ln -s ../lib/node_modules/npm/bin/npx-cli.js local/bin/npx
    echo "registry=$(npm config get registry)" >local/etc/npmrc
    rm ./*.tgz
  ) || die "cannot get Node and npm from npm"
  # Node has a list of certificates of its own, and does not look at the system's.
  build_image node:22 "$versions" "$folder" <<'DOCKERFILE'
FROM python:3.11-slim
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
COPY local /usr/local/
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
CMD ["node"]
DOCKERFILE
}

image_golang() {
  local folder name versions
  find_go
  versions=$(go env GOVERSION)
  has_image golang:1.26 "$versions" && return
  folder=$(new_folder)
  mkdir -p "$folder/go"
  # Debian's Go is links into other folders.
  tar -C "$(go env GOROOT)" -ch --exclude=./test --exclude=./doc --exclude=./api --exclude=./misc . | tar -C "$folder/go" -x
  for name in GOPROXY GOSUMDB GONOSUMDB; do echo "$name=$(go env $name)"; done >"$folder/go/go.env"
  build_image golang:1.26 "$versions" "$folder" <<'DOCKERFILE'
FROM python:3.11-slim
COPY go /usr/local/go
ENV GOTOOLCHAIN=local GOPATH=/go PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN mkdir -p /go/src /go/bin && chmod -R 1777 /go
WORKDIR /go
DOCKERFILE
}

# The settings of apt that official images of Debian carry.
image_debian() {
  has_image debian:bookworm-slim bookworm && return
  build_image debian:bookworm-slim bookworm "$(new_folder)" <<'DOCKERFILE'
FROM python:3.11-slim
COPY <<'CONF' /etc/apt/apt.conf.d/docker-clean
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
CONF
COPY <<'CONF' /etc/apt/apt.conf.d/docker-gzip-indexes
Acquire::GzipIndexes "true";
CONF
COPY <<'CONF' /etc/apt/apt.conf.d/docker-no-languages
Acquire::Languages "none";
CONF
RUN rm -rf /var/lib/apt/lists/*
DOCKERFILE
}

case ${1:-} in
images) images ;;
*) usage ;;
esac
