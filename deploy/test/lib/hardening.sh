# shellcheck shell=bash
# The checklist of docs/containers.md, line by line, on the containers of a Compose project that runs. To be sourced, after report.sh.
#
#   hardening_check IMAGE   with `dc` for docker compose and its options

HARDENING_LIBRARY="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# Services with our program, and with others'.
HARDENING_OWN="plotter data z-ttbar zz signal"

# hardening_each FILTER...: jq over `docker inspect` of each container, which must give true; says which did not.
hardening_each() {
  local filter=$1 bad
  shift
  # shellcheck disable=SC2046 # several
  bad=$(docker inspect $(dc ps --quiet "$@") | jq -r ".[] | select(($filter) | not) | .Name")
  [ -z "$bad" ] || { echo "not so in: $bad"; return 1; }
}

# What a container of the service may do, from within: one of each kind.
hardening_probe() { dc run --rm --no-deps -T --entrypoint node "$1" --input-type=module --eval "$(cat "$HARDENING_LIBRARY/probe.mjs")"; }

hardening_probes() {
  local service
  for service in plotter signal; do
    hardening_probe "$service" >"$WORK/probe-$service.json"
  done
}

hardening_probed() { jq -e "$2" "$WORK/probe-$1.json" >/dev/null || { cat "$WORK/probe-$1.json"; return 1; }; }
hardening_both() { hardening_probed plotter "$1" && hardening_probed signal "$1"; }

hardening_user() {
  # shellcheck disable=SC2086
  hardening_each '.Config.User == "1000:1000"' $HARDENING_OWN && hardening_both '(.Uid | startswith("1000")) and (.Gid | startswith("1000"))'
}

hardening_read_only() {
  hardening_each '.HostConfig.ReadonlyRootfs' && hardening_probed plotter '.writable == []' && hardening_probed signal '.writable == ["/cache"]'
}

hardening_capabilities() {
  hardening_each '.HostConfig.CapDrop == ["ALL"] and (.HostConfig.CapAdd // [] | length == 0) and (.HostConfig.Privileged | not)' &&
    hardening_both '[.CapEff, .CapPrm, .CapBnd] | all(test("^0+$"))'
}

hardening_privileges() {
  hardening_each '.HostConfig.SecurityOpt | index("no-new-privileges:true") != null' && hardening_both '.NoNewPrivs == "1" and .Seccomp == "2"'
}

hardening_host() {
  hardening_each '[.HostConfig.NetworkMode, .HostConfig.PidMode, .HostConfig.IpcMode, .HostConfig.UTSMode] | all(. != "host")' &&
    hardening_each '(.HostConfig.Devices // [] | length == 0) and ([.Mounts[] | select(.Type == "bind" and .RW)] | length == 0)' &&
    hardening_each '[.Mounts[] | select(.Source // "" | test("docker.sock|containerd"))] | length == 0'
}

hardening_limits() { hardening_each '.HostConfig | .Memory > 0 and .NanoCpus > 0 and .PidsLimit > 0'; }
hardening_logs() { hardening_each '.HostConfig.LogConfig | .Type == "json-file" and .Config["max-size"] != null and .Config["max-file"] != null'; }

# Published: one port of one service, for this machine alone.
hardening_ports() {
  local published
  # shellcheck disable=SC2046
  published=$(docker inspect $(dc ps --quiet) | jq -r '[.[] | .Config.Labels["com.docker.compose.service"] as $service | (.NetworkSettings.Ports // {}) | to_entries[] |
    select(.value != null) | .key as $port | .value[] | "\($service) \(.HostIp) \($port)"] | unique | join(", ")')
  [ "$published" = "plotter 127.0.0.1 8080/tcp" ] || { echo "published: $published"; return 1; }
}

# The broker is in one network, which has no way out; a processor must reach the servers with the files.
hardening_networks() {
  hardening_probed signal .wayOut || return 1
  hardening_each '.NetworkSettings.Networks | keys | length == 1 and all(endswith("_internal"))' nats || return 1
  [ "$(docker network inspect --format '{{.Internal}}' "$(docker network ls --filter "label=com.docker.compose.project=$PROJECT" --filter "label=com.docker.compose.network=internal" --quiet)")" = true ]
}

# Programs are started and asked without a shell, and a tiny init is the first process.
hardening_shell() {
  # shellcheck disable=SC2086
  hardening_each '.Config.Entrypoint == ["node"] and .Config.Healthcheck.Test[0] == "CMD" and .HostConfig.Init' $HARDENING_OWN || return 1
  local container
  # shellcheck disable=SC2086
  for container in $(dc ps --quiet $HARDENING_OWN); do
    docker top "$container" -o pid,args | tail -n +2 | grep -v -E '(/docker-init|/tini|^ *[0-9]+ +node )' && return 1
  done
  return 0
}

hardening_health() {
  # shellcheck disable=SC2086
  hardening_each '.Config.Healthcheck.Test[0:3] == ["CMD", "node", "health.js"] and .State.Health.Status == "healthy"' $HARDENING_OWN
}

hardening_labels() {
  docker image inspect "$1" | jq -e '.[0].Config.Labels | [.["org.opencontainers.image." + ("title", "description", "version", "licenses", "revision")]] | all(. != null and . != "")' >/dev/null
}

hardening_image() {
  docker image inspect "$1" | jq -e '.[0].Config | .User == "1000:1000" and .Entrypoint == ["node"] and (.Volumes // {} | length == 0)' >/dev/null || return 1
  # Its own layers, without those of the base.
  [ "$(hardening_program_bytes "$1")" -lt 17000000 ]
}

hardening_program_bytes() {
  docker history --no-trunc --human=false --format '{{.Size}} {{.CreatedBy}}' "$1" | awk '/COPY|WORKDIR/ { sum += $1 } END { print sum + 0 }'
}

hardening_contents() {
  local id
  id=$(docker create "$1")
  docker cp "$id:/app" - | tar -t | sed 's/^app//' >"$WORK/contents.txt"
  docker cp "$id:/app/sbom.cdx.json" "$WORK/sbom.cdx.json" && docker rm "$id" >/dev/null
  ! grep -E '\.map$|\.ts$|node_modules|/package|secret|\.env' "$WORK/contents.txt" && jq -e '.bomFormat == "CycloneDX" and (.components | length > 10)' "$WORK/sbom.cdx.json" >/dev/null
}

hardening_secrets() {
  ! { docker history --no-trunc --format '{{.CreatedBy}}' "$1"; docker image inspect --format '{{json .Config.Env}}' "$1"; } | grep -i -E 'password|token|secret|nats://|amqp://'
}

hardening_check() {
  hardening_probes
  report_check "H1 services run as user 1000, not as root" hardening_user
  report_check "H2 the root file system is read-only; a processor can write to /cache alone, a plotter nowhere" hardening_read_only
  report_check "H3 all capabilities are dropped, none is added, nothing is privileged" hardening_capabilities
  report_check "H4 no new privileges, and the engine's seccomp filter" hardening_privileges
  report_check "H5 no namespace, device, socket or writable folder of the host" hardening_host
  report_check "H6 memory, CPU time and processes are limited" hardening_limits
  report_check "H7 one port is published, for this machine alone" hardening_ports
  report_check "H8 the broker is in a network without a way out; processors have one, to the servers with the files" hardening_networks
  report_check "H9 programs and health checks start without a shell, below an init" hardening_shell
  report_check "H10 the health check is the program's own, and all are healthy" hardening_health
  report_check "H11 logs are rotated" hardening_logs
  report_check "H12 the image has labels: title, description, version, licence, revision" hardening_labels "$1"
  report_check "H13 the program adds less than 17 MB to its base, and declares user and entry point" hardening_image "$1"
  report_check "H14 the image holds the program with its list of packages, and no sources, maps or modules" hardening_contents "$1"
  report_check "H15 no password or token is in the image" hardening_secrets "$1"
}
