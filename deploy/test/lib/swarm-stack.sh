# shellcheck shell=bash
# shellcheck disable=SC2034 # variables of the script that sources this
# A swarm of three engines, and the stack on it. To be sourced, after engine.sh and swarm-images.sh.
#
#   swarm_up                         three engines, all managers, so that any one of them may go; images, labels
#   swarm_docker ARGUMENT...         the docker client, talking to an engine that is there
#   swarm_prepare [--cluster]        a folder with the stack's files and new secrets
#   swarm_deploy FILE...             docker stack deploy, with what this machine needs
#   swarm_wait SECONDS               until every service has the replicas that it wants
#   swarm_task_node SERVICE          the engine that runs a task of it
#   swarm_busiest NAME...            the engine with the most tasks, leaving out those named
#   swarm_power_off NAME, swarm_power_on NAME
#   swarm_troubles                   what the stack's tasks and logs say, for whoever looks for the reason
#   swarm_remove                     docker stack rm, and waits until nothing of it is left
#   swarm_down                       engines leave the swarm and stop

SWARM_ENGINES=(a b c)
SWARM_SERVICES=(plotter data z-ttbar zz signal)

swarm_up() {
  local name token
  engine_start "${SWARM_ENGINES[@]}"
  swarm_images_load "${SWARM_ENGINES[@]}"
  engine_docker a swarm init --advertise-addr "$(engine_address a)" >/dev/null
  token=$(engine_docker a swarm join-token --quiet manager)
  for name in b c; do engine_docker "$name" swarm join --token "$token" "$(engine_address a):2377" >/dev/null; done
  engine_until 60 "three nodes are ready" swarm_nodes_ready 3
  engine_docker a node update --label-add hzz.nats=1 a >/dev/null
  engine_docker a node update --label-add hzz.nats=2 b >/dev/null
  engine_docker a node update --label-add hzz.nats=3 c >/dev/null
}

swarm_host() {
  local name
  for name in "${SWARM_ENGINES[@]}"; do
    engine_is_up "$name" || continue
    engine_host "$name"
    return
  done
  return 1
}
swarm_docker() { DOCKER_HOST="$(swarm_host)" docker "$@"; }

swarm_nodes_ready() { [ "$(swarm_docker node ls --format '{{.Status}}' | grep -c Ready)" -eq "$1" ]; }

swarm_prepare() {
  SWARM_STACK="$SWARM_FOLDER/stack"
  rm -rf "$SWARM_STACK"
  mkdir -p "$SWARM_STACK/deploy"
  cp "$SWARM_REPOSITORY/swarm.yaml" "$SWARM_STACK/"
  cp -r "$SWARM_REPOSITORY/deploy/nats" "$SWARM_REPOSITORY/deploy/swarm" "$SWARM_STACK/deploy/"
  cp "$SWARM_LIBRARY"/swarm-*.yaml "$SWARM_STACK/"
  node "$SWARM_REPOSITORY/deploy/make-secrets.mjs" "$@" --out "$SWARM_STACK/deploy/secrets" >/dev/null
  SWARM_TOKEN=$(cat "$SWARM_STACK/deploy/secrets/api-token")
}

swarm_deploy() {
  local file files=()
  for file in "$@" swarm-toy.yaml; do files+=(-c "$file"); done
  [ "$SWARM_MESH" = yes ] || files+=(-c swarm-override.yaml)
  (cd "$SWARM_STACK" && HZZ_IMAGE="$SWARM_IMAGE" NATS_IMAGE="$NATS_IMAGE" swarm_docker stack deploy --resolve-image never "${files[@]}" hzz) >>"$SWARM_FOLDER/deploy.log" 2>&1 ||
    { tail -n 20 "$SWARM_FOLDER/deploy.log" >&2; return 1; }
}

swarm_converged() {
  local line have want
  while read -r line; do
    line=${line%% *} have=${line%/*} want=${line#*/}
    [ "$have" = "$want" ] || return 1
  done < <(swarm_docker service ls --filter label=com.docker.stack.namespace=hzz --format '{{.Replicas}}')
}

swarm_wait() {
  engine_until "$1" "all services have their replicas" swarm_converged && return 0
  swarm_docker stack ps --no-trunc --format '{{.Name}} {{.Node}} {{.CurrentState}} {{.Error}}' hzz >&2
  return 1
}

swarm_task_node() { swarm_docker service ps --filter desired-state=running --format '{{.Node}} {{.CurrentState}}' "hzz_$1" | sed -n 's/ Running.*//p' | head -n 1; }

swarm_busiest() {
  swarm_docker stack ps --filter desired-state=running --format '{{.Node}}' hzz | { grep -v -x -F "$(printf '%s\n' "$@" '-')" || true; } | sort | uniq -c | sort -rn | awk 'NR == 1 { print $2 }'
}

swarm_tasks_on() { swarm_docker stack ps --filter desired-state=running --filter "node=$1" --quiet hzz | wc -l; }
swarm_power_off() { engine_power_off "$1"; }
swarm_power_on() {
  engine_start "$1"
  engine_until 90 "node $1 is back" swarm_nodes_ready 3
}

swarm_troubles() {
  local name
  swarm_docker node ls
  swarm_docker stack ps --no-trunc --format '{{.Name}} {{.Node}} {{.DesiredState}} {{.CurrentState}} {{.Error}}' hzz
  for name in $(swarm_docker stack services --format '{{.Name}}' hzz); do timeout 10 docker --host "$(swarm_host)" service logs --tail 4 "$name"; done
}

# What is left of the stack, on any engine; volumes stay on purpose, and are what the last line removes.
swarm_rest() {
  local name
  for name in "${SWARM_ENGINES[@]}"; do
    engine_docker "$name" ps --all --quiet --filter label=com.docker.stack.namespace=hzz
    engine_docker "$name" network ls --quiet --filter label=com.docker.stack.namespace=hzz
  done
  for name in service secret config; do swarm_docker "$name" ls --quiet --filter label=com.docker.stack.namespace=hzz; done
}
swarm_is_clean() { [ -z "$(swarm_rest)" ]; }

swarm_remove() {
  local name volumes
  swarm_docker stack rm hzz >>"$SWARM_FOLDER/deploy.log" 2>&1
  engine_until 90 "nothing of the stack is left" swarm_is_clean || { swarm_rest >&2; return 1; }
  for name in "${SWARM_ENGINES[@]}"; do
    volumes=$(engine_docker "$name" volume ls --quiet --filter label=com.docker.stack.namespace=hzz)
    # shellcheck disable=SC2086
    [ -z "$volumes" ] || engine_docker "$name" volume rm $volumes >/dev/null
  done
}

swarm_down() {
  local name
  for name in "${SWARM_ENGINES[@]}"; do engine_docker "$name" swarm leave --force >/dev/null; done
  for name in "${SWARM_ENGINES[@]}"; do engine_stop "$name"; done
}
