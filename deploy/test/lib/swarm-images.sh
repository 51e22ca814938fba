# shellcheck shell=bash
# The images of the stack, for engines that reach no registry: built or made in an engine of their own, then carried as an archive. To be sourced, after engine.sh and stand-ins.sh.
#
#   swarm_images_make ARCHIVE   writes the archive: $SWARM_IMAGE, the same under another name with another id ($SWARM_IMAGE_NEXT), $NATS_IMAGE, $PROXY_IMAGE
#   swarm_images_load NAME...   loads it into engines, one after the other

SWARM_IMAGE=hzz-edge:test SWARM_IMAGE_NEXT=hzz-edge:next
NODE_IMAGE="$(sed -n 's/^ARG NODE_IMAGE=//p' "$SWARM_REPOSITORY/deploy/Dockerfile")"
NATS_IMAGE="$(sed -n 's/.*NATS_IMAGE:-\([^}]*\)}.*/\1/p' "$SWARM_REPOSITORY/swarm.yaml")"
PROXY_IMAGE="$(sed -n 's/.*image: \(.*socket-proxy.*\)/\1/p' "$SWARM_REPOSITORY/deploy/swarm/autoscaler.yaml")"
SWARM_ARCHIVE=""

swarm_images_make() {
  local without="$ENGINE_WITHOUT_REGISTRY"
  SWARM_ARCHIVE=$1
  if [ -s "$SWARM_ARCHIVE" ]; then echo "Images from $SWARM_ARCHIVE"; return 0; fi
  ENGINE_WITHOUT_REGISTRY=no
  engine_start builder
  ENGINE_WITHOUT_REGISTRY=$without
  export DOCKER_HOST
  DOCKER_HOST="$(engine_host builder)"
  stand_ins_ensure "$NODE_IMAGE" "$NATS_IMAGE"
  DOCKER_BUILDKIT=0 docker build --quiet -f "$SWARM_REPOSITORY/deploy/Dockerfile" -t "$SWARM_IMAGE" "$SWARM_REPOSITORY" >"$SWARM_FOLDER/build.log" 2>&1 ||
    { cat "$SWARM_FOLDER/build.log" >&2; return 1; }
  printf 'FROM %s\nLABEL org.hzz-edge.test=next\n' "$SWARM_IMAGE" | DOCKER_BUILDKIT=0 docker build --quiet -t "$SWARM_IMAGE_NEXT" - >>"$SWARM_FOLDER/build.log" 2>&1
  swarm_socket_proxy
  docker save -o "$SWARM_ARCHIVE.part" "$SWARM_IMAGE" "$SWARM_IMAGE_NEXT" "$NATS_IMAGE" "$PROXY_IMAGE"
  mv "$SWARM_ARCHIVE.part" "$SWARM_ARCHIVE"
  unset DOCKER_HOST
  engine_stop builder
}

swarm_socket_proxy() {
  if [ "$STAND_INS_REGISTRY" != always ] && timeout 120 docker pull --quiet "$PROXY_IMAGE" >/dev/null 2>&1; then return 0; fi
  DOCKER_BUILDKIT=0 docker build --quiet --build-arg "IMAGE=$SWARM_IMAGE" -t "$PROXY_IMAGE" "$SWARM_LIBRARY/swarm-socket-proxy" >>"$SWARM_FOLDER/build.log" 2>&1
}

swarm_images_load() {
  local name
  for name in "$@"; do engine_docker "$name" load --quiet --input "$SWARM_ARCHIVE" >/dev/null; done
}
