#!/usr/bin/env bash
# The stack of swarm.yaml on a real swarm: three Docker engines in namespaces of this machine. Nothing of a Docker engine that runs here is touched.
# In the middle of analyses it takes the power of a node, updates all services, and takes the power of the node whose broker leads; each result must be that of `hzz run` bit by bit.
# Needs root, Docker's programs, node, and what deploy/test/lib/stand-ins.sh needs if no registry is reached. Exit code: 0, 1 if something is not as it should be, 77 if it cannot run here.
set -Eeuo pipefail

usage() {
  cat <<'END'
usage: deploy/test/swarm.sh [--only PART[,PART…]] [--images FILE] [--keep]

  --only    loss, update, autoscaler, cluster; default all of them, in this order
  --images  an archive of the images: used if it is there, else written, so that the next run need not build them
  --keep    wait for Enter before everything is removed; the script says how to reach it

SWARM_TEST_SCALE is the size of the toy; default 8.
END
}

SWARM_LIBRARY="$(cd "$(dirname "${BASH_SOURCE[0]}")/lib" && pwd)"
SWARM_REPOSITORY="$(cd "$SWARM_LIBRARY/../../.." && pwd)"
# shellcheck source-path=SCRIPTDIR source=lib/engine.sh
. "$SWARM_LIBRARY/engine.sh"
# shellcheck source-path=SCRIPTDIR source=lib/stand-ins.sh
. "$SWARM_LIBRARY/stand-ins.sh"
# shellcheck source-path=SCRIPTDIR source=lib/swarm-images.sh
. "$SWARM_LIBRARY/swarm-images.sh"
# shellcheck source-path=SCRIPTDIR source=lib/swarm-stack.sh
. "$SWARM_LIBRARY/swarm-stack.sh"
# shellcheck source-path=SCRIPTDIR source=lib/swarm-analysis.sh
. "$SWARM_LIBRARY/swarm-analysis.sh"
# shellcheck source-path=SCRIPTDIR source=lib/swarm-parts.sh
. "$SWARM_LIBRARY/swarm-parts.sh"

parts=loss,update,autoscaler,cluster images="" keep=no
while [ $# -gt 0 ]; do
  case "$1" in
    --only) parts=${2:?--only needs a part}; shift ;;
    --images) images=${2:?--images needs a file}; shift ;;
    --keep) keep=yes ;;
    --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
for part in ${parts//,/ }; do declare -F "part_$part" >/dev/null || { usage >&2; exit 2; }; done

engine_check || exit 77
for program in node curl; do command -v "$program" >/dev/null || { echo "swarm.sh needs $program." >&2; exit 77; }; done

SWARM_FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/hzz-swarm-XXXXXX")
REFERENCE_PID=""
ENGINE_WITHOUT_REGISTRY=yes
# The routing mesh needs IPVS in the kernel.
modprobe -q ip_vs 2>/dev/null || true
if [ -e /proc/net/ip_vs ]; then SWARM_MESH=yes; else SWARM_MESH=no; fi

finish() {
  local code=$?
  trap - EXIT ERR
  set +e
  [ "$code" -eq 0 ] || swarm_troubles >&2
  if [ "$keep" = yes ] && [ -t 0 ]; then
    echo "Kept. For example: DOCKER_HOST=$(engine_host a) docker stack ps hzz; nsenter --target $ENGINE_SWITCH_PID --net curl $(analysis_url)/analyses; Enter removes all."
    read -r || true
  fi
  [ -z "$REFERENCE_PID" ] || kill "$REFERENCE_PID" 2>/dev/null || true
  engine_end
  rm -rf "$SWARM_FOLDER"
  exit "$code"
}
trap 'echo "swarm.sh: stopped at line $LINENO: $BASH_COMMAND" >&2' ERR
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

begun=$(swarm_now)
[ -e "$SWARM_REPOSITORY/dist/hzz.js" ] || (cd "$SWARM_REPOSITORY" && npm run build >/dev/null)
engine_begin
swarm_say "images"
swarm_images_make "${images:-$SWARM_FOLDER/images.tar}"
swarm_time "images from nothing" "$begun"
since=$(swarm_now)
swarm_say "three engines, each a manager; $([ "$SWARM_MESH" = yes ] && echo "with the routing mesh" || echo "this kernel has no IPVS: no routing mesh, the port is that of the plotter's node")"
swarm_up
swarm_time "three engines with images, and a swarm" "$since"
analysis_reference "${SWARM_TEST_SCALE:-8}"

for part in ${parts//,/ }; do
  swarm_say "part: $part"
  "part_$part"
done

swarm_say "removal"
since=$(swarm_now)
swarm_remove
swarm_time "docker stack rm until nothing is left" "$since"
if [ "$keep" = no ]; then
  swarm_down
  engine_end
  rest=$(engine_leftovers)
  [ -z "$rest" ] || swarm_fail "Left over: $rest"
fi
swarm_time "all" "$begun"
echo
cat "$SWARM_FOLDER/times"
