# shellcheck shell=bash
# shellcheck disable=SC2034 # variables of the script that sources this
# The parts of deploy/test/swarm.sh. Each deploys the stack, does something to it in the middle of an analysis, and compares. To be sourced.

swarm_now() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }
# swarm_time WHAT SINCE: a line of the table.
swarm_time() {
  local tenths=$((($(swarm_now) - $2 + 50) / 100))
  printf '%-58s %4d.%d s\n' "$1" $((tenths / 10)) $((tenths % 10)) | tee -a "$SWARM_FOLDER/times"
}
swarm_say() { printf '%s\n' "-- $*"; }
swarm_fail() { printf '%s\n' "$*" >&2; return 1; }

# swarm_first_delta TITLE FILE...: from nothing to the first partition of an analysis.
swarm_first_delta() {
  local title=$1 since
  shift
  since=$(swarm_now)
  swarm_deploy "$@"
  analysis_start "$title"
  analysis_wait_beyond 0 180
  swarm_time "deploy to first delta ($title)" "$since"
}

# The analysis is under way, however fast the stack or busy the machine is: one that has ended is compared, and another one posted behind some that keep
# the lanes full.
swarm_in_the_middle() {
  local ahead number
  for ahead in 2 5 10; do
    if analysis_running; then return 0; fi
    analysis_finish 60
    analysis_compare
    for ((number = ahead; number >= 0; number--)); do analysis_start "in the middle, $number of $ahead to come"; done
  done
  analysis_running || swarm_fail "Eleven analyses were over before a node could be lost: make the toy larger (SWARM_TEST_SCALE)."
}

# swarm_lose NAME: takes its power in the middle of the analysis.
swarm_lose() {
  local lost=$1 tasks before since
  swarm_in_the_middle
  before=$(analysis_partitions)
  tasks=$(swarm_tasks_on "$lost")
  swarm_say "power off $lost, which has $tasks of the stack's tasks; $before partitions are in"
  since=$(swarm_now)
  swarm_power_off "$lost"
  engine_until 120 "the swarm sees that $lost is down" swarm_sees_down "$lost"
  swarm_time "  loss of a node to the swarm seeing it" "$since"
  engine_until 120 "the tasks of $lost run elsewhere" swarm_has_moved "$lost"
  swarm_time "  loss of a node to its tasks running elsewhere" "$since"
  before=$(analysis_partitions)
  if analysis_running; then
    analysis_wait_beyond "$before" 180
    swarm_time "  loss of a node to the next delta after that" "$since"
  fi
  analysis_finish 300
  swarm_time "  loss of a node to the complete analysis" "$since"
  analysis_compare
}

swarm_sees_down() { swarm_docker node ls --format '{{.Hostname}} {{.Status}}' | grep -q "^$1 Down"; }
# All but brokers that are pinned to the lost node.
swarm_has_moved() {
  local name
  for name in "${SWARM_SERVICES[@]}"; do
    swarm_docker service ps --filter desired-state=running --format '{{.Node}} {{.CurrentState}}' "hzz_$name" | awk -v lost="$1" '$1 == lost || $2 != "Running" { bad = 1 } END { exit bad || NR == 0 }' || return 1
  done
}

part_loss() {
  swarm_prepare
  swarm_first_delta "one broker" swarm.yaml
  analysis_finish 300
  analysis_compare
  local since
  since=$(swarm_now)
  swarm_docker service scale --detach hzz_signal=5 >/dev/null
  engine_until 90 "signal has 5 replicas" swarm_has_replicas signal 5
  swarm_time "docker service scale hzz_signal=5 to 5 running" "$since"
  swarm_hardened
  swarm_broker_is_confined
  analysis_start "loss of a node"
  analysis_wait_beyond 0 120
  swarm_lose "$(swarm_busiest "$(swarm_task_node nats)")"
  swarm_back
}

swarm_has_replicas() { [ "$(swarm_docker service ls --filter "name=hzz_$1" --format '{{.Replicas}}' | cut -d ' ' -f 1)" = "$2/$2" ]; }

# The lost engine comes back, to the same swarm.
swarm_back() {
  local name
  for name in "${SWARM_ENGINES[@]}"; do engine_is_up "$name" || swarm_power_on "$name"; done
}

# The broker's network has no way out, not even to its own machine.
swarm_broker_is_confined() {
  local node answer
  node=$(swarm_task_node nats)
  answer=$(engine_docker "$node" exec "$(engine_docker "$node" ps --quiet --filter name=hzz_nats)" wget -T 5 -q -O - "http://$(engine_address "$node"):2377" 2>&1 || true)
  [[ "$answer" == *unreachable* ]] || swarm_fail "The broker's container reaches its machine: $answer"
}

# Every container of the stack, as the engines made it: not what the file says but what holds.
swarm_hardened() {
  local name containers
  for name in "${SWARM_ENGINES[@]}"; do
    containers=$(engine_docker "$name" ps --quiet --filter label=com.docker.stack.namespace=hzz)
    [ -n "$containers" ] || continue
    # shellcheck disable=SC2086
    engine_docker "$name" inspect --format '{{.Name}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.Privileged}} {{gt .HostConfig.Memory 0}} {{.HostConfig.Init}} {{json .HostConfig.PidsLimit}} {{.Config.User}}' $containers
  done | awk '$2 != "true" || $3 != "[ALL]" || $4 != "false" || $5 != "true" || $6 != "true" || $7 + 0 <= 0 || $8 == "" { print "not as hard as it should be: " $0; bad = 1 } END { if (NR == 0) exit 1; if (!bad) print NR " containers: read-only, without capabilities, with limits of memory and processes, an init and a user"; exit bad }'
}

# Four services get another image. The fifth gets a command that is none, which must be taken back. The analysis must not notice.
part_update() {
  local name since
  if [ -z "$(swarm_docker stack ls --format '{{.Name}}')" ]; then swarm_prepare; fi
  swarm_first_delta "rolling update" swarm.yaml
  since=$(swarm_now)
  for name in "${SWARM_UPDATED[@]}"; do
    swarm_docker service update --detach --no-resolve-image --image "$SWARM_IMAGE_NEXT" "hzz_$name" >/dev/null 2>&1
  done
  swarm_docker service update --detach --args nosuch.js hzz_data >/dev/null
  swarm_busy_until 300 "the update is complete" swarm_updated completed "${SWARM_UPDATED[@]}"
  swarm_time "rolling update of four services" "$since"
  swarm_busy_until 180 "the bad update of data is taken back" swarm_updated rollback_completed data
  [ "$(swarm_docker service inspect --format '{{.Spec.TaskTemplate.ContainerSpec.Args}}' hzz_data)" = "[processor.js]" ] || swarm_fail "hzz_data still has the bad command"
  # What is deployed after this stays with it.
  SWARM_IMAGE=$SWARM_IMAGE_NEXT
  analysis_finish 300
  analysis_compare
}

SWARM_UPDATED=(plotter z-ttbar zz signal)
# Like engine_until, and there is always an analysis in the middle, however fast the machine is: one that is complete is compared, and another one posted.
swarm_busy_until() {
  local seconds=$1 what=$2 end number=1
  shift 2
  end=$((SECONDS + seconds))
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || swarm_fail "Not within $seconds s: $what"
    if analysis_is_complete 2>/dev/null; then
      analysis_compare
      number=$((number + 1))
      analysis_start "$what, analysis $number"
    fi
    sleep 0.5
  done
}

# swarm_updated STATE NAME...: where the last update of each service has come to.
swarm_updated() {
  local name state=$1
  shift
  for name in "$@"; do [ "$(swarm_docker service inspect --format '{{.UpdateStatus.State}}' "hzz_$name")" = "$state" ] || return 1; done
}

part_autoscaler() {
  local since end ordered=no posted=()
  if [ -z "$(swarm_docker stack ls --format '{{.Name}}')" ]; then swarm_prepare; fi
  swarm_deploy swarm.yaml deploy/swarm/autoscaler.yaml swarm-autoscaler.yaml
  swarm_wait 120
  since=$(swarm_now)
  # There is always more than the replicas of now work off, however fast or busy the machine is, until the new ones run: without waiting work they are taken back.
  end=$((SECONDS + 300))
  until swarm_runs_more; do
    [ "$SECONDS" -lt "$end" ] || swarm_fail "No replica that the autoscaler has added runs, with ${#posted[@]} analyses posted"
    if [ "$ordered" = no ] && swarm_has_more; then
      swarm_time "much work posted to more replicas ordered (autoscaler)" "$since"
      ordered=yes
    fi
    if [ "$ordered" = no ] || swarm_has_little_work; then
      analysis_start "autoscaler, analysis ${#posted[@]}"
      posted+=("$ANALYSIS")
    fi
  done
  swarm_time "  and running" "$since"
  swarm_say "replicas: $(swarm_replicas | tr '\n' ' ')"
  for ANALYSIS in "${posted[@]}"; do
    analysis_finish 300
    analysis_compare >/dev/null
  done
  swarm_say "${#posted[@]} analyses: all the same, bit by bit"
  since=$(swarm_now)
  engine_until 180 "the autoscaler is back at one replica each" swarm_has_one_each
  swarm_time "end of all work to one replica each (cool-down 10 s)" "$since"
}

swarm_replicas() { swarm_docker service ls --filter label=com.docker.stack.namespace=hzz --format '{{.Name}} {{.Replicas}}' | cut -d ' ' -f 1,2 | grep -E '^hzz_(data|z-ttbar|zz|signal) '; }
swarm_has_more() { swarm_replicas | grep -qv '/1$'; }
# A lane is worked off in the order of its analyses, so that those that are not complete still have work waiting.
swarm_has_little_work() { [ "$(analysis_curl /analyses --fail | node "$SWARM_LIBRARY/swarm-results.mjs" running)" -lt 10 ]; }
swarm_runs_more() { swarm_replicas | grep -Eq ' ([2-9])/\1$'; }
swarm_has_one_each() { ! swarm_replicas | grep -v '1/1$'; }

part_cluster() {
  if [ -n "$(swarm_docker stack ls --format '{{.Name}}')" ]; then swarm_remove; fi
  swarm_prepare --cluster
  swarm_first_delta "three brokers" swarm.yaml deploy/swarm/nats-cluster.yaml
  local leader
  leader=$(swarm_stream_leader HZZ_RESULTS)
  swarm_say "the stream of results is led by $leader"
  swarm_lose "$(swarm_task_node "$leader")"
  swarm_back
}

# Asks each broker that is there; the leader is named by all of them.
swarm_stream_leader() {
  local name container
  for name in "${SWARM_ENGINES[@]}"; do
    container=$(engine_docker "$name" ps --quiet --filter name=hzz_nats- | head -n 1)
    [ -n "$container" ] || continue
    engine_docker "$name" exec "$container" wget -q -O - 'http://127.0.0.1:8222/jsz?accounts=true&streams=true' | node "$SWARM_LIBRARY/swarm-results.mjs" leader "$1"
    return
  done
}
