# shellcheck shell=bash
# Private Docker engines on this machine: each a dockerd in network, mount, UTS and PID namespaces of its own, all on one switch, so that several make a Swarm.
# A Docker engine that runs here is not touched: nothing is done to this machine's interfaces, packet filter, /run or /etc, and every path, socket and group is the engine's own.
# To be sourced, by a script that runs as root:
#
#   engine_check                    0, or 77 after a line that says why engines cannot be started here
#   engine_begin                    makes the folder, the switch and the way outside; the script ends it: trap engine_end EXIT
#   engine_start NAME...            starts engines, several at once, and waits until they answer; a name is at most 12 letters, digits, dashes
#   engine_docker NAME ARGUMENT...  the docker client, talking to that engine; or DOCKER_HOST="$(engine_host NAME)" for other programs
#   engine_address NAME             the engine's address on the switch
#   engine_run NAME COMMAND...      a command in the engine's network; 127.0.0.1 is the engine there, and ports that it publishes answer
#   engine_switch COMMAND...        a command on the switch, from where the addresses of all engines answer
#   engine_stop NAME                ends it in order: containers get their signal, the swarm hears of it
#   engine_power_off NAME           ends it as a power cut does; nothing is saved. engine_start NAME is then the power coming back
#   engine_partition NAME, engine_heal NAME   takes it off the switch, and puts it back
#   engine_end                      ends all and removes all: processes, namespaces, groups, folders
#
# Before engine_begin may be set: ENGINE_FOLDER (an existing empty folder; default a new one below TMPDIR), ENGINE_OUTSIDE=no (engines cannot reach other machines: then a pull fails
# at once), ENGINE_WITHOUT_REGISTRY=yes (only Docker's own registry cannot be reached, so that a pull fails at once and the local image is taken), ENGINE_DOCKERD (the program).
# The way outside is slirp4netns, a network stack in a process; without it engines start and say that they have none.

engine_check() {
  local program
  if [ "$(id -u)" -ne 0 ]; then echo "Engines need root: namespaces, mounts and groups. Run the script with sudo." >&2; return 77; fi
  for program in "${ENGINE_DOCKERD:-dockerd}" docker containerd runc iptables ip unshare nsenter setpriv pgrep; do
    command -v "$program" >/dev/null && continue
    echo "Engines need $program. On Debian: apt-get install --no-install-recommends docker.io iptables iproute2 util-linux procps slirp4netns" >&2
    return 77
  done
  if ! unshare --mount --uts --pid --net --fork --mount-proc true 2>/dev/null; then
    echo "Engines need namespaces, and this machine gives none (unshare --mount --uts --pid --net fails): not in a container without privileges." >&2
    return 77
  fi
  if ! unshare --mount --net sh -c 'mount -t sysfs sysfs /sys && ip link add name end1 type veth peer name end2 && ip link add name switch type bridge' 2>/dev/null; then
    echo "Engines need virtual Ethernet, bridges and their own sysfs, and this machine gives them not to this process." >&2
    return 77
  fi
}

engine_begin() {
  ENGINE_FOLDER="${ENGINE_FOLDER:-$(mktemp -d "${TMPDIR:-/tmp}/hzz-engines-XXXXXX")}"
  ENGINE_GROUP="hzz-engine-$$-${ENGINE_FOLDER##*[!A-Za-z0-9]}"
  ENGINE_NETWORK=192.168.230 ENGINE_OUTSIDE_NETWORK=192.168.231
  ENGINE_SLIRP=""
  mkdir -p "$ENGINE_FOLDER/client"
  # Neither the user's contexts nor credentials are read.
  [ -f "$ENGINE_FOLDER/client/config.json" ] || echo '{}' >"$ENGINE_FOLDER/client/config.json"
  export DOCKER_CONFIG="$ENGINE_FOLDER/client"
  unset DOCKER_HOST DOCKER_CONTEXT DOCKER_CERT_PATH DOCKER_TLS_VERIFY
  # The switch has a namespace of its own, so that an engine's packet filter does not see what passes. It ends with this script, however that ends.
  setpriv --pdeathsig KILL unshare --net sleep infinity </dev/null >/dev/null 2>&1 &
  ENGINE_SWITCH_PID=$!
  engine_until 10 "the switch has its namespace" engine_other_network "$ENGINE_SWITCH_PID"
  engine_switch sh -ec "
    ip link set lo up
    ip link add name switch type bridge forward_delay 0
    ip address add $ENGINE_NETWORK.1/24 dev switch
    ip link set switch up
    echo 1 >/proc/sys/net/ipv4/ip_forward
    iptables -t nat -A POSTROUTING -s $ENGINE_NETWORK.0/24 ! -d $ENGINE_NETWORK.0/24 -j MASQUERADE"
  [ "${ENGINE_OUTSIDE:-yes}" = no ] || engine_way_outside
}

engine_way_outside() {
  if ! command -v slirp4netns >/dev/null; then echo "No slirp4netns: the engines reach no other machine." >&2; return 0; fi
  setpriv --pdeathsig KILL slirp4netns --configure --mtu=1400 --disable-host-loopback --cidr "$ENGINE_OUTSIDE_NETWORK.0/24" \
    "$ENGINE_SWITCH_PID" outside </dev/null >"$ENGINE_FOLDER/slirp4netns.log" 2>&1 &
  ENGINE_SLIRP=$!
  engine_until 10 "the way outside is open, see $ENGINE_FOLDER/slirp4netns.log" engine_switch ip -o -4 address show dev outside up scope global
}

# engine_until SECONDS WHAT COMMAND...: until the command succeeds.
engine_until() {
  local seconds=$1 what=$2 end
  shift 2
  end=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    if [ "$SECONDS" -ge "$end" ]; then echo "Not within $seconds s: $what" >&2; return 1; fi
    sleep 0.1
  done
}

engine_other_network() { [ -e "/proc/$1/ns/net" ] && [ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]; }
engine_switch() { nsenter --target "$ENGINE_SWITCH_PID" --net "$@"; }
engine_host() { printf 'unix://%s/%s/docker.sock' "$ENGINE_FOLDER" "$1"; }
engine_docker() { DOCKER_HOST="$(engine_host "$1")" docker "${@:2}"; }
engine_address() { printf '%s.%s' "$ENGINE_NETWORK" "$(cat "$ENGINE_FOLDER/$1/number")"; }
engine_run() { nsenter --target "$(cat "$ENGINE_FOLDER/$1/init")" --net "${@:2}"; }
engine_is_up() { [ -e "$ENGINE_FOLDER/$1/init" ] && kill -0 "$(cat "$ENGINE_FOLDER/$1/init")" 2>/dev/null; }
engine_partition() { engine_switch ip link set "port$(cat "$ENGINE_FOLDER/$1/number")" down; }
engine_heal() { engine_switch ip link set "port$(cat "$ENGINE_FOLDER/$1/number")" up; }

engine_start() {
  local name
  for name in "$@"; do engine_launch "$name"; done
  for name in "$@"; do
    engine_until 60 "engine $name answers" engine_answers "$name" && engine_docker "$name" version >/dev/null && continue
    tail -n 20 "$ENGINE_FOLDER/$name/log" >&2
    return 1
  done
}

# Also true when it has ended, so that nobody waits for it.
engine_answers() { engine_is_gone "$1" || engine_docker "$1" version; }

# Must not run in a subshell: the engine ends with the shell that launches it.
engine_launch() {
  local name=$1 folder="$ENGINE_FOLDER/$1" number pid resolv
  mkdir -p "$folder"
  if [ ! -e "$folder/number" ]; then
    number=$(($(find "$ENGINE_FOLDER" -mindepth 2 -maxdepth 2 -name number | wc -l) + 11))
    echo "$number" >"$folder/number"
  fi
  number=$(cat "$folder/number")
  # As after a start of a machine: what is about processes is gone, what is on its disk is there.
  rm -rf --one-file-system "$folder/docker.sock" "$folder/docker.pid" "$folder/exec"
  engine_names "$name" >"$folder/hosts"
  echo '{}' >"$folder/daemon.json"
  if [ -n "$ENGINE_SLIRP" ]; then echo "nameserver $ENGINE_OUTSIDE_NETWORK.3" >"$folder/resolv.conf"; else : >"$folder/resolv.conf"; fi
  resolv=$(readlink -f /etc/resolv.conf)
  setpriv --pdeathsig KILL unshare --mount --uts --pid --ipc --net --fork --kill-child --mount-proc \
    bash -c "$ENGINE_INIT" engine-init "$folder" "$name" "/$ENGINE_GROUP-$name" "$ENGINE_NETWORK.1" "${ENGINE_DOCKERD:-dockerd}" "$resolv" \
    </dev/null >>"$folder/log" 2>&1 &
  echo $! >"$folder/outer"
  engine_until 10 "engine $name has its namespaces" pgrep -P "$!"
  pid=$(pgrep -P "$!")
  echo "$pid" >"$folder/init"
  engine_until 10 "engine $name has its network" engine_other_network "$pid"
  engine_switch ip link delete "port$number" 2>/dev/null || true
  engine_switch ip link add name "port$number" type veth peer name eth0 netns "$pid"
  engine_switch ip link set "port$number" master switch up
  nsenter --target "$pid" --net sh -ec "ip address add $ENGINE_NETWORK.$number/24 dev eth0; ip link set lo up; ip link set eth0 up; ip route add default via $ENGINE_NETWORK.1"
}

# What the engine finds in its /etc/hosts.
engine_names() {
  printf '127.0.0.1 localhost %s\n::1 localhost\n' "$1"
  if [ "${ENGINE_WITHOUT_REGISTRY:-no}" = yes ]; then echo "127.0.0.1 registry-1.docker.io index.docker.io auth.docker.io docker.io"; fi
}

# The first process of an engine's namespaces. It waits for its network, makes its own /sys, /run and /etc files, runs dockerd, and takes in orphans, as bash does.
# shellcheck disable=SC2016
ENGINE_INIT='
set -eu
folder=$1 name=$2 group=$3 gateway=$4 dockerd=$5 resolv=$6
hostname "$name"
until ip route get "$gateway" >/dev/null 2>&1; do sleep 0.05; done
# What lies mounted in /sys stays: groups, and what AppArmor needs.
for part in fs/cgroup kernel/security; do
  mountpoint -q "/sys/$part" || continue
  mkdir -p "$folder/sys/$part"
  mount --rbind "/sys/$part" "$folder/sys/$part"
done
mount -t sysfs sysfs /sys
for part in fs/cgroup kernel/security; do
  if mountpoint -q "$folder/sys/$part"; then mount --rbind "$folder/sys/$part" "/sys/$part"; fi
done
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p "$(dirname "$resolv")" && touch "$resolv" && mount --bind "$folder/resolv.conf" "$resolv"
mount --bind "$folder/hosts" /etc/hosts
"$dockerd" --config-file "$folder/daemon.json" --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/docker.pid" --host "unix://$folder/docker.sock" --host unix:///run/docker.sock \
  --cgroup-parent "$group" --exec-opt native.cgroupdriver=cgroupfs --log-level warn &
daemon=$!
trap "kill -TERM $daemon" TERM
while kill -0 "$daemon" 2>/dev/null; do wait "$daemon" || true; done
'

engine_stop() {
  engine_is_up "$1" || return 0
  kill -TERM "$(cat "$ENGINE_FOLDER/$1/init")"
  engine_until 40 "engine $1 has stopped" engine_is_gone "$1" || engine_power_off "$1"
  engine_forget "$1"
}

engine_power_off() {
  engine_is_up "$1" || return 0
  kill -KILL "$(cat "$ENGINE_FOLDER/$1/init")"
  engine_until 20 "engine $1 is off" engine_is_gone "$1"
  engine_forget "$1"
}

engine_is_gone() { ! kill -0 "$(cat "$ENGINE_FOLDER/$1/outer")" 2>/dev/null; }

engine_forget() {
  wait "$(cat "$ENGINE_FOLDER/$1/outer")" 2>/dev/null || true
  rm -f "$ENGINE_FOLDER/$1/init" "$ENGINE_FOLDER/$1/outer" "$ENGINE_FOLDER/$1/docker.sock"
  # The groups of its containers, innermost first; they are empty now.
  find /sys/fs/cgroup -depth -type d -path "*/$ENGINE_GROUP-$1*" -exec rmdir {} + 2>/dev/null || true
}

engine_end() {
  local folder name
  [ -n "${ENGINE_FOLDER:-}" ] && [ -n "${ENGINE_SWITCH_PID:-}" ] || return 0
  for folder in "$ENGINE_FOLDER"/*/number; do
    [ -e "$folder" ] || continue
    name=$(basename "$(dirname "$folder")")
    engine_power_off "$name" || echo "Engine $name is still there: process $(cat "$ENGINE_FOLDER/$name/init")" >&2
  done
  [ -z "$ENGINE_SLIRP" ] || kill "$ENGINE_SLIRP" 2>/dev/null || true
  kill -KILL "$ENGINE_SWITCH_PID" 2>/dev/null || true
  wait "$ENGINE_SWITCH_PID" ${ENGINE_SLIRP:+"$ENGINE_SLIRP"} 2>/dev/null || true
  ENGINE_SWITCH_PID=""
  # Only what the engines left as files: their mounts ended with their namespaces.
  rm -rf --one-file-system "$ENGINE_FOLDER"
}

# engine_leftovers: prints what is left of these engines, nothing if all is well. For after engine_end.
engine_leftovers() {
  [ ! -e "$ENGINE_FOLDER" ] || echo "folder $ENGINE_FOLDER"
  find /sys/fs/cgroup -type d -name "$ENGINE_GROUP*" -printf 'group %p\n' 2>/dev/null || true
  awk -v folder="$ENGINE_FOLDER" 'index($5, folder) == 1 { print "mount " $5 }' /proc/self/mountinfo
  pgrep -a -f "$ENGINE_FOLDER" | sed 's/^/process /' || true
}
