# shellcheck shell=bash
# Analyses on the stack, over HTTP as a user would. To be sourced, after swarm-stack.sh.
#
#   analysis_reference SCALE      starts `hzz run` outside of any container, in the background; analysis_compare waits for it
#   analysis_start TITLE          posts the toy under this title, with the token; sets ANALYSIS
#   analysis_partitions           how many partitions are in
#   analysis_wait_beyond N SECONDS   until more than N partitions are in
#   analysis_running              true if it still is
#   analysis_finish SECONDS       until it is complete
#   analysis_compare              its result against the reference, bit by bit

analysis_reference() {
  REFERENCE_SPEC="$SWARM_FOLDER/toy.json" REFERENCE="$SWARM_FOLDER/reference.json"
  node "$SWARM_REPOSITORY/dist/hzz.js" presets hzz-toy | sed "s/seed=1\b/seed=11/; s/scale=1\b/scale=$1/" >"$REFERENCE_SPEC"
  HZZ_CACHE="$SWARM_FOLDER/cache" HZZ_TOY_MAX_SCALE=16 HZZ_TOY_MAX_BYTES=1000000000 HZZ_WORKERS=1 \
    node "$SWARM_REPOSITORY/dist/hzz.js" run "$REFERENCE_SPEC" --quiet --out "$REFERENCE" >"$SWARM_FOLDER/reference.log" 2>&1 &
  REFERENCE_PID=$!
}

# The node where the published port answers: with the mesh any that is up, else that of the plotter.
analysis_url() {
  local node=""
  if [ "$SWARM_MESH" = yes ]; then
    for node in "${SWARM_ENGINES[@]}"; do engine_is_up "$node" && break; done
  else
    node=$(swarm_task_node plotter)
  fi
  [ -n "$node" ] && printf 'http://%s:8080' "$(engine_address "$node")"
}

analysis_curl() {
  local url
  url=$(analysis_url) || return 1
  engine_switch curl --silent --show-error --max-time 5 "$url$1" "${@:2}"
}

analysis_plotter_answers() { [ "$(analysis_curl /readyz --output /dev/null --write-out '%{http_code}')" = 200 ]; }

analysis_post() {
  analysis_curl /analyses --output "$SWARM_FOLDER/answer.json" --write-out '%{http_code}' -H 'Content-Type: application/json' --data-binary "@$SWARM_FOLDER/posted.json" "$@"
}

analysis_start() {
  local status
  node "$SWARM_LIBRARY/swarm-results.mjs" spec "$REFERENCE_SPEC" "$1" >"$SWARM_FOLDER/posted.json"
  engine_until 120 "the plotter is ready" analysis_plotter_answers
  status=$(analysis_post)
  [ "$status" = 401 ] || { echo "Without the token the plotter answers $status, not 401: $(cat "$SWARM_FOLDER/answer.json")" >&2; return 1; }
  status=$(analysis_post -H "Authorization: Bearer $SWARM_TOKEN")
  [ "$status" = 202 ] || { echo "The plotter answers $status, not 202: $(cat "$SWARM_FOLDER/answer.json")" >&2; return 1; }
  ANALYSIS=$(analysis_field id <"$SWARM_FOLDER/answer.json")
}

analysis_field() { node "$SWARM_LIBRARY/swarm-results.mjs" get "$1"; }
analysis_state() { analysis_curl "/analyses/$ANALYSIS" --fail; }
analysis_partitions() { engine_until 120 "the plotter is ready" analysis_plotter_answers && analysis_state | analysis_field progress.partitionsDone; }
analysis_status() { analysis_state | analysis_field status; }
# The plotter may be on its way to another node just now.
analysis_running() { engine_until 120 "the plotter is ready" analysis_plotter_answers && [ "$(analysis_status)" = running ]; }
analysis_is_beyond() { [ "$(analysis_partitions)" -gt "$1" ]; }
analysis_wait_beyond() { engine_until "$2" "more than $1 partitions of $ANALYSIS are in" analysis_is_beyond "$1"; }
analysis_is_complete() { [ "$(analysis_status)" = complete ]; }

analysis_finish() {
  engine_until "$1" "analysis $ANALYSIS is complete" analysis_is_complete && return 0
  analysis_state >&2
  return 1
}

analysis_compare() {
  if [ -n "$REFERENCE_PID" ]; then wait "$REFERENCE_PID" || { cat "$SWARM_FOLDER/reference.log" >&2; return 1; }; fi
  REFERENCE_PID=""
  engine_until 120 "the result can be read" analysis_curl "/analyses/$ANALYSIS/results.json" --fail --output "$SWARM_FOLDER/result.json"
  node "$SWARM_LIBRARY/swarm-results.mjs" compare "$REFERENCE" "$SWARM_FOLDER/result.json"
}
