# shellcheck shell=bash
# What compose.sh tries. To be sourced by it, after compose-setup.sh; it sets WORK, SHARED and RUNS.

# The analysis hzz-toy, which is always the same.
TOY_ID=""

# compose_same NAME ID: what the server tells of the analysis is, byte by byte, what `hzz run` wrote.
compose_same() {
  inside curl --silent --fail "$URL/analyses/$2/results.json" --output "$WORK/$1.found.json" && cmp "$WORK/$1.found.json" "$WORK/$1.reference.json"
}

# Times from the command to the first delta and to the end, the image being there.
compose_cold_up() {
  local begin
  begin=$(report_now)
  inside node "$LIBRARY/follow.mjs" "$URL" delta >"$WORK/first" &
  local first=$!
  dc_quiet up --detach
  wait "$first"
  report_time "$1: docker compose up to the first delta" "$(($(cat "$WORK/first") - begin))"
  report_time "$1: docker compose up to the finished toy" "$(($(inside node "$LIBRARY/follow.mjs" "$URL" complete) - begin))"
  # shellcheck disable=SC2034 # for compose.sh
  TOY_ID=$(inside curl --silent --fail "$URL/analyses" | jq -r '.analyses[0].id')
}

compose_page() {
  inside curl --silent --fail --header 'Accept: text/html' "$URL/" | grep -q '<script' && inside curl --silent --fail "$URL/presets" | jq -e '.presets | length > 0'
}

# compose_begin NAME: starts the analysis and waits for its first delta; prints its id.
compose_begin() {
  local id
  id=$(hzz_inside submit "$WORK/$1.json" --json | jq -r .id)
  inside node "$LIBRARY/follow.mjs" "$URL" delta "$id" >/dev/null
  echo "$id"
}

# compose_finish NAME ID: complete, and the same bits.
compose_finish() {
  report_check "$1: complete" hzz_inside watch "$2" --quiet
  report_check "$1: the numbers are those of hzz run, bit by bit" compose_same "$1" "$2"
}

compose_status() { inside curl --silent --fail "$URL/analyses/$1" | jq -r "$2"; }

# The only processor of zz and one of signal are killed while they work; zz cannot be finished then, whatever the others do.
compose_killed_processors() {
  local id
  id=$(compose_begin seed2)
  docker kill "$(dc ps --quiet zz)" "$(dc ps --quiet signal | head -n 1)" >/dev/null
  report_check "killed in the middle: the analysis runs, and zz is not finished" \
    [ "$(compose_status "$id" '"\(.status) \(.groups[] | select(.name == "zz") | .progress | .filesComplete < .files)"')" = "running true" ]
  dc_quiet up --detach --scale signal=3
  compose_finish seed2 "$id"
}

compose_restarted_broker() {
  local id
  id=$(compose_begin seed3)
  report_check "the broker is stopped while the analysis runs" [ "$(compose_status "$id" .status)" = running ]
  dc_quiet restart nats
  compose_finish seed3 "$id"
}

# A folder as a user may have it: the release as far as it is at hand, and a toy.
compose_mirror() {
  mkdir -p "$WORK/mirror"
  hzz toy --out "$WORK/mirror/toy" --scale 4 --quiet >/dev/null
  [ ! -e "$SHARED/atlas-open-data/2020" ] || cp -r "$SHARED/atlas-open-data/2020/." "$WORK/mirror/"
  chmod -R a+rX "$WORK" && export HZZ_DATA="$WORK/mirror"
  dc_quiet up --detach --wait
}

# The same work, for one container and for two with a thread each; the best of RUNS, of which number 0 is not counted.
compose_scaling() {
  local processors run id begin took best=()
  for processors in 1 2; do
    dc_quiet up --detach --wait --scale "data=$processors"
    for run in "${RUNS[@]}"; do
      node "$LIBRARY/large-spec.mjs" "$WORK/mirror/toy/hzz-toy.json" 8 "run $run of $processors" >"$WORK/large.json"
      begin=$(report_now)
      id=$(hzz_inside submit "$WORK/large.json" --json | jq -r .id)
      took=$(($(inside node "$LIBRARY/follow.mjs" "$URL" complete "$id") - begin))
      if [ "$run" -gt 0 ] && [ "$took" -lt "${best[$processors]:-999999}" ]; then best[processors]=$took; fi
    done
    report_time "2.1 million events, $processors processor(s) with one thread each" "${best[$processors]}"
    inside curl --silent --fail "$URL/analyses/$id/histograms" | jq -S 'del(.. | .metadata?)' >"$WORK/large.$processors.json"
  done
  # On a machine that has other work to do, this says little.
  REPORT_TIMES+=("$(printf '%-68s %9s' "load of the machine in the last minute" "$(cut -d' ' -f1 /proc/loadavg)")")
  REPORT_TIMES+=("$(printf '%-68s %9s x' "1 to 2 processors on $(nproc) cores" "$(awk "BEGIN { printf \"%.2f\", ${best[1]} / ${best[2]} }")")")
  report_check "one processor and two: the same bits" cmp "$WORK/large.1.json" "$WORK/large.2.json"
}

# The processors on Deno, the others as they are.
compose_deno() {
  local id begin image
  image=$(sed -n 's/.*{DENO_IMAGE:-\([^}]*\)}.*/\1/p' deploy/deno.yaml)
  stand_ins_ensure "$image"
  begin=$(report_now)
  DC_OPTIONS=(-f compose.yaml -f deploy/deno.yaml)
  dc_quiet up --detach --wait data z-ttbar zz signal
  report_check "all four processors are programs of Deno" compose_all_deno
  id=$(hzz_inside submit "$WORK/seed4.json" --json | jq -r .id)
  compose_finish seed4 "$id"
  DC_OPTIONS=()
  report_time "processors on Deno, with building their image" "$(($(report_now) - begin))"
}

compose_all_deno() {
  local service
  for service in data z-ttbar zz signal; do
    dc top "$service" | grep -q 'deno run --no-prompt .*processor.js' && ! dc top "$service" | grep -q 'allow-run\|allow-all' || return 1
  done
}

compose_release() {
  if [ ! -e "$SHARED/atlas-open-data/2020" ]; then echo "   left out: the real release, as there is no $SHARED/atlas-open-data/2020"; return 0; fi
  local samples='data_*,Zee,Zmumu,ttbar_lep' id
  hzz run hzz-2020 --samples "$samples" --mirror "$WORK/mirror" --out "$WORK/release.reference.json" --quiet >/dev/null
  id=$(hzz_inside submit hzz-2020 --samples "$samples" --json | jq -r .id)
  compose_finish release "$id"
  inside curl --silent --fail "$URL/analyses/$id?samples=true" --output "$WORK/release.document.json"
  report_check "release: counts and sums of weights are those of uproot and NumPy" node "$LIBRARY/compare-release.mjs" "$WORK/release.document.json" "$SHARED/reference/hzz-2020.json"
}

# The same image without the programs by which a shell could be started.
compose_shellless() {
  # shellcheck disable=SC2016 # JavaScript
  printf 'FROM %s\nUSER 0\nRUN ["node", "--eval", "for (const name of [\\"sh\\", \\"bash\\", \\"dash\\", \\"rbash\\"]) fs.rmSync(`/bin/${name}`, { force: true })"]\nUSER 1000:1000\n' "$HZZ_IMAGE" |
    docker build --tag "$HZZ_IMAGE-shellless" - >"$WORK/compose.log" 2>&1 || { cat "$WORK/compose.log" >&2; return 1; }
  export HZZ_IMAGE="$HZZ_IMAGE-shellless"
  unset HZZ_DATA
}

compose_shells_absent() {
  ! docker run --rm --entrypoint /bin/sh "$HZZ_IMAGE" -c true 2>/dev/null && [ "$(dc ps --format json | jq -s 'map(select(.Health == "healthy")) | length')" -eq 6 ]
}

compose_nothing_left() {
  local left
  left=$(for kind in "container ls --all" "volume ls" "network ls"; do
    # shellcheck disable=SC2086 # several words
    docker $kind --quiet --filter "label=com.docker.compose.project=$PROJECT"
  done)
  [ -z "$left" ] || { echo "left: $left"; return 1; }
}

# Prometheus, with the services that it asks. Grafana is left to those who can pull it: no package of Debian holds it.
compose_prometheus() {
  local image
  image=$(docker compose --profile observability config --images | grep prometheus)
  stand_ins_ensure "$image"
  dc_quiet up --detach --wait prometheus
  report_check "it asks each container once: plotter, data, z-ttbar, zz, three of signal" compose_targets 7
  dc_quiet rm --stop --force --volumes prometheus
}

# compose_targets NUMBER: within half a minute, so many targets are up, and no others.
compose_targets() {
  local tries found=""
  for tries in $(seq 30); do
    found=$(inside curl --silent --fail http://127.0.0.1:9090/api/v1/targets | jq -c '.data.activeTargets | map("\(.labels.app) \(.labels.instance) \(.health)") | sort')
    [ "$(jq 'length' <<<"$found")" -ne "$1" ] || [ "$(jq 'map(select(endswith(" up"))) | length' <<<"$found")" -ne "$1" ] || return 0
    sleep 1
  done
  echo "after $tries tries: $found"
  return 1
}
