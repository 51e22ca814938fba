# shellcheck shell=bash
# Docker Compose 2.26 or newer, for a machine whose own is older or missing. To be sourced, after debian.sh.
#
#   compose_plugin_ensure FOLDER   afterwards `docker compose` works; where Docker has none, Debian's newest one is unpacked into FOLDER, which becomes DOCKER_CONFIG

compose_plugin_is_new() {
  local version
  version=$(docker compose version --short 2>/dev/null) || return 1
  printf '2.26.0\n%s\n' "${version#v}" | sort --version-sort --check=quiet
}

compose_plugin_ensure() {
  local folder=$1 kept="${XDG_CACHE_HOME:-$HOME/.cache}/hzz-edge/compose-plugin"
  compose_plugin_is_new && return 0
  mkdir -p "$folder/cli-plugins" "$kept"
  (
    flock 9
    if [ ! -x "$kept/docker-compose" ]; then
      debian_unpack sid "$folder/unpacked" docker-compose
      install -m 755 "$folder/unpacked/usr/libexec/docker/cli-plugins/docker-compose" "$kept/docker-compose.part"
      mv "$kept/docker-compose.part" "$kept/docker-compose"
      rm -rf "$folder/unpacked"
    fi
  ) 9>"$kept/lock"
  ln -sf "$kept/docker-compose" "$folder/cli-plugins/docker-compose"
  [ -e "$folder/config.json" ] || echo '{}' >"$folder/config.json"
  export DOCKER_CONFIG="$folder"
  compose_plugin_is_new || { echo "Docker Compose 2.26 or newer is needed, and could not be had." >&2; return 1; }
}
