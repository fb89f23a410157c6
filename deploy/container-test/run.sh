#!/usr/bin/env bash
# Builds the image of one service and runs it, on a Debian without any container registry.
#
#   deploy/container-test/run.sh [SERVICE]     as root; SERVICE is gateway when absent
#
# The base image is made here: Debian bookworm by debootstrap, plus the pinned Node.js of node_modules/node and the npm
# of this machine. It is kept in node_modules/.cache/fuxing-container.
set -euo pipefail
cd "$(dirname "$0")/../.."
service=${1:-gateway}
cache=$PWD/node_modules/.cache/fuxing-container
base=localhost/node:24-bookworm-slim
image=localhost/fuxing/$service:test

say() { printf '\n== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

test "$(id -u)" = 0 || fail 'debootstrap needs root.'
missing=()
for tool in podman buildah runc debootstrap; do
  PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null || missing+=("$tool")
done
if ((${#missing[@]})); then
  say "Installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi
mkdir -p "$cache"

# Limits above the machine's hard ones make runc refuse; these lie below any.
export CONTAINERS_CONF=$cache/containers.conf
printf '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n' >"$CONTAINERS_CONF"
isolation=(--isolation oci --runtime runc)

if ! buildah inspect --type image "$base" >/dev/null 2>&1; then
  if ! test -s "$cache/bookworm.tar"; then
    say 'Making Debian bookworm'
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Release: bookworm' 2>/dev/null | head -n 1)
    rm -rf "$cache/root"
    debootstrap --variant=minbase bookworm "$cache/root" ${mirror:+"$mirror"} >"$cache/debootstrap.log" 2>&1 ||
      fail "debootstrap: $(tail -n 3 "$cache/debootstrap.log")"
    rm -rf "$cache"/root/var/cache/apt/* "$cache"/root/var/lib/apt/lists/*
    tar -C "$cache/root" -cf "$cache/bookworm.tar.partial" .
    mv "$cache/bookworm.tar.partial" "$cache/bookworm.tar"
    rm -rf "$cache/root"
  fi
  say 'Making the base image'
  box=$(buildah from scratch)
  buildah add -q "$box" "$cache/bookworm.tar" / >/dev/null
  buildah copy -q "$box" node_modules/node/bin/node /usr/local/bin/node >/dev/null
  buildah copy -q "$box" "$(npm root -g 2>/dev/null)/npm" /usr/local/lib/node_modules/npm >/dev/null
  buildah run "${isolation[@]}" "$box" ln -sf ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
  buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --cmd node "$box"
  buildah commit -q "$box" "$base" >/dev/null
  buildah rm "$box" >/dev/null
fi

say "Building $image"
buildah build -q "${isolation[@]}" --network none --pull-never --ignorefile deploy/container-test/dockerignore \
  -f deploy/Dockerfile --build-arg "SERVICE=$service" -t "$image" .

run() {
  podman run --rm --network none --read-only --read-only-tmpfs=false --cap-drop all \
    --security-opt no-new-privileges "$@"
}

say 'Running node --version'
version=$(run --entrypoint '["node", "--version"]' "$image") || fail 'node does not run.'
echo "$version"
test "$version" = "$(node_modules/node/bin/node --version)" || fail "The image has Node.js $version."
user=$(run --entrypoint '["node", "-p", "process.getuid()"]' "$image")
test "$user" = 10001 || fail "The image runs as user $user."

say "Starting $service without settings: it must refuse"
set +e
said=$(timeout 60 podman run --rm --network none --read-only --read-only-tmpfs=false --cap-drop all \
  --security-opt no-new-privileges "$image" 2>&1)
status=$?
set -e
echo "$said"
test "$status" != 0 || fail 'It ended well without any settings.'
test "$status" != 124 || fail 'It went on without any settings.'
if grep -q 'Cannot find module' <<<"$said"; then fail 'A module is missing in the image.'; fi
# A refusal names a setting: an environment variable that every service needs.
grep -Eq '(BUS_URL|DB_URL|OIDC_ISSUER|GRPC_LISTEN|CALLER_)' <<<"$said" || fail 'It refused without naming a setting.'
say 'Passed'
