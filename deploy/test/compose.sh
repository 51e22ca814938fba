#!/usr/bin/env bash
# Runs compose.yaml for real, from an empty engine to finished analyses whose numbers equal the reference bit by bit, and removes everything again.
#
#   sudo deploy/test/compose.sh [--engine] [--keep] [--no-rabbitmq] [--once]
#
#   --engine        in the Docker engine of this machine (or of DOCKER_HOST), under names of its own; otherwise in a private one, which needs root and dockerd
#   --keep          leaves everything running, also when a check fails, and says where
#   --no-rabbitmq   without the round on RabbitMQ
#   --once          takes each time once, and not the best of three
#
# HZZ_SHARED names the folder with the real data (default: ../shared beside the checkout); without it, the part with the real release is left out, and the script says so.
# Needs Node.js 20.19, npm, jq and curl. Exit code: 0 all checks passed, 1 not, 77 there is no engine to be had. What it does is told in docs/containers.md.
set -euo pipefail

ROOT="$(cd "$(dirname "$0")/../.." && pwd)"
LIBRARY="$ROOT/deploy/test/lib"
PRIVATE=yes KEEP=no RABBITMQ=yes RUNS=(0 1 2 3)
for argument in "$@"; do
  case "$argument" in
    --engine) PRIVATE=no ;;
    --keep) KEEP=yes ;;
    --no-rabbitmq) RABBITMQ=no ;;
    --once) RUNS=(1) ;;
    *) sed -n '2,14s/^# \?//p' "$0" >&2; exit 2 ;;
  esac
done

# shellcheck source-path=SCRIPTDIR source=lib/engine.sh
. "$LIBRARY/engine.sh"
# shellcheck source-path=SCRIPTDIR source=lib/stand-ins.sh
. "$LIBRARY/stand-ins.sh"
# shellcheck source-path=SCRIPTDIR source=lib/compose-plugin.sh
. "$LIBRARY/compose-plugin.sh"
# shellcheck source-path=SCRIPTDIR source=lib/report.sh
. "$LIBRARY/report.sh"
# shellcheck source-path=SCRIPTDIR source=lib/hardening.sh
. "$LIBRARY/hardening.sh"
# shellcheck source-path=SCRIPTDIR source=lib/compose-setup.sh
. "$LIBRARY/compose-setup.sh"
# shellcheck source-path=SCRIPTDIR source=lib/compose-parts.sh
. "$LIBRARY/compose-parts.sh"

for program in node npm jq curl; do
  command -v "$program" >/dev/null || { echo "This script needs $program." >&2; exit 1; }
done
# Only what this script sets is to count.
SHARED="${HZZ_SHARED:-$ROOT/../shared}"
for variable in $(compgen -e | grep -E '^(HZZ|NATS|RABBITMQ|COMPOSE)_|^(BROKER_URL|NODE_IMAGE|REVISION)$'); do unset "$variable"; done
export COMPOSE_DISABLE_ENV_FILE=1
WORK=$(mktemp -d "${TMPDIR:-/tmp}/hzz-compose-XXXXXX")
trap compose_end EXIT
cd "$ROOT"

report_step "Engine"
compose_engine
report_step "References, computed outside of containers"
compose_references

report_step "Images"
mapfile -t UPSTREAM < <(compose_upstream)
report_timed "base images (pulled, or stand-ins made)" stand_ins_ensure "${UPSTREAM[@]}"
report_timed "docker compose build" dc_quiet build
report_size "image" "$(docker image inspect --format '{{.Size}}' "$HZZ_IMAGE")"
report_size "of it, what the program adds to the base" "$(hardening_program_bytes "$HZZ_IMAGE")"

report_step "First up: the toy, on NATS"
compose_cold_up "cold up, NATS"
report_check "the numbers are those of hzz run, bit by bit" compose_same toy "$TOY_ID"
report_check "the page is there" compose_page
dc_quiet up --detach --wait
hardening_check "$HZZ_IMAGE"

report_step "Three processors for the signal; processors are killed in the middle"
dc_quiet up --detach --wait --scale signal=3
report_check "three containers of signal" [ "$(dc ps --quiet signal | wc -l)" -eq 3 ]
compose_killed_processors

report_step "Prometheus"
compose_prometheus

report_step "The broker starts again in the middle"
compose_restarted_broker

report_step "Files of a mirror (HZZ_DATA), and from 1 to 2 processors"
compose_mirror
compose_scaling
compose_release

report_step "Processors on Deno"
compose_deno

report_step "down -v"
report_timed "docker compose down -v" dc_quiet down --volumes
report_check "nothing is left of the project" compose_nothing_left

if [ "$RABBITMQ" = yes ]; then
  report_step "RabbitMQ in place of NATS, with an image without any shell"
  compose_shellless
  DC_OPTIONS=(--env-file deploy/rabbitmq/compose.env)
  compose_cold_up "cold up, RabbitMQ"
  report_check "the numbers are those of hzz run, bit by bit" compose_same toy "$TOY_ID"
  report_check "no NATS server runs" [ -z "$(dc ps --quiet nats)" ]
  dc_quiet up --detach --wait
  report_check "all are healthy, and no shell is in the image" compose_shells_absent
  dc_quiet down --volumes
  report_check "nothing is left of the project" compose_nothing_left
fi

report_step "Removal of what this script made"
compose_remove
report_end
