# shellcheck shell=bash
# Beginning and end of compose.sh: engine, names, references, images of others, removal. To be sourced by it, after the other libraries; it sets ROOT, WORK, PRIVATE, KEEP, RABBITMQ.

DC_OPTIONS=()

dc() { docker compose --project-name "$PROJECT" "${DC_OPTIONS[@]}" "$@"; }
# Shows what it says only when it fails.
dc_quiet() { dc "$@" >"$WORK/compose.log" 2>&1 || { cat "$WORK/compose.log" >&2; return 1; }; }
# In the network where published ports answer.
inside() { if [ "$PRIVATE" = yes ]; then engine_run compose "$@"; else "$@"; fi; }
# The program as it is built outside of containers.
hzz() { HZZ_CACHE="$WORK/cache" HZZ_URL="$URL" node "$WORK/dist/hzz.js" "$@"; }
hzz_inside() { HZZ_URL="$URL" inside node "$WORK/dist/hzz.js" "$@"; }

compose_engine() {
  if [ "$PRIVATE" = yes ]; then
    engine_check || exit 77
    engine_begin
    engine_start compose
    DOCKER_HOST="$(engine_host compose)"
    export DOCKER_HOST
    # As a user has it.
    PROJECT=hzz HZZ_IMAGE=hzz-edge:latest URL=http://127.0.0.1:8080
  else
    docker info >/dev/null 2>&1 || { echo "No Docker engine answers: start one, or leave out --engine." >&2; exit 77; }
    # Where it is, also if a plugin is looked for in another place than the user's.
    DOCKER_HOST="${DOCKER_HOST:-$(docker context inspect --format '{{.Endpoints.docker.Host}}')}"
    export DOCKER_HOST
    PROJECT="hzz-test-$$" HZZ_IMAGE="hzz-edge:test-$$" URL=http://127.0.0.1:18080
    export HZZ_PUBLISH=127.0.0.1:18080
  fi
  export HZZ_IMAGE
  compose_plugin_ensure "$WORK/docker"
  echo "engine $(docker version --format '{{.Server.Version}}'), compose $(docker compose version --short), $(nproc) cores"
  report_check "docker compose config accepts all profiles" dc --profile '*' config --quiet
  report_check "docker compose config accepts RabbitMQ" dc --env-file deploy/rabbitmq/compose.env config --quiet
}

# What the images are built on, and the images of others.
compose_upstream() {
  sed -n 's/^ARG NODE_IMAGE=//p' deploy/Dockerfile
  dc config --images | grep -v '^hzz-edge'
  [ "$RABBITMQ" = no ] || docker compose --env-file deploy/rabbitmq/compose.env config --images | grep rabbitmq
}

# The same program, bundled once more, on the Node.js of this machine.
compose_references() {
  [ -d node_modules ] || npm ci --silent --ignore-scripts
  node --input-type=module --eval "const { buildBundles } = await import('$ROOT/deploy/build.mjs'); await buildBundles({ outdir: '$WORK/dist' });"
  local seed
  hzz presets hzz-toy >"$WORK/toy.json"
  # Of zz six samples, which one processor makes and reads one after the other: enough time to disturb it.
  # For processors on Deno.
  jq '(.groups[].samples[].files[]) |= sub("seed=1"; "seed=4")' "$WORK/toy.json" >"$WORK/seed4.json"
  for seed in 2 3; do
    jq --arg seed "$seed" '(.groups[].samples[].files[]) |= sub("seed=1"; "seed=" + $seed) | (.groups[] | select(.name == "zz") | .samples) |=
      [.[] as $sample | range(6) as $n | $sample | .name += "_\($n)" | .files[] |= sub("seed="; "seed=\($n + 1)")]' "$WORK/toy.json" >"$WORK/seed$seed.json"
  done
  for seed in toy seed2 seed3 seed4; do hzz run "$WORK/$seed.json" --out "$WORK/$seed.reference.json" --quiet >/dev/null; done
  echo "hzz-toy, and the toy with seeds 2, 3 and 4"
}

# In a user's engine: images that were built here, and stand-ins. Pulled images stay, as after any `docker compose up`.
compose_remove() {
  if [ "$PRIVATE" = yes ]; then
    engine_stop compose
    engine_end
    report_check "nothing is left of the engine" [ -z "$(engine_leftovers)" ]
  else
    docker image rm --force "${HZZ_IMAGE%-shellless}-shellless" "${HZZ_IMAGE%-shellless}" "${STAND_INS_MADE[@]}" >/dev/null 2>&1 || true
    report_check "no image of this script is left" [ -z "$(docker image ls --quiet "${HZZ_IMAGE%-shellless}*")" ]
  fi
}

# At the end of the script, however it ends.
compose_end() {
  local code=$?
  if [ "$KEEP" = yes ] && [ -n "${DOCKER_HOST:-}${PROJECT:-}" ]; then
    echo "Kept: export DOCKER_HOST=${DOCKER_HOST:-} DOCKER_CONFIG=${DOCKER_CONFIG:-}; docker compose --project-name ${PROJECT:-hzz} ps; files in $WORK. A private engine ends with this script: press Enter." >&2
    read -r || true
  fi
  if [ "$PRIVATE" = no ] && [ -n "${PROJECT:-}" ]; then
    docker compose --project-name "$PROJECT" --profile '*' down --volumes --remove-orphans >/dev/null 2>&1 || true
    docker image rm --force "${HZZ_IMAGE%-shellless}-shellless" "${HZZ_IMAGE%-shellless}" "${STAND_INS_MADE[@]}" >/dev/null 2>&1 || true
  fi
  engine_end
  rm -rf "$WORK"
  exit "$code"
}
