# shellcheck shell=bash
# Programs from a suite of Debian that is not this machine's, without adding it to the machine's own sources: a private apt, whose packages are
# unpacked into a folder and never installed. Signatures are checked with Debian's keyring. To be sourced.
#
#   debian_unpack SUITE FOLDER PACKAGE...   FOLDER then holds what the packages hold

DEBIAN_MIRROR="${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
DEBIAN_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
# A mirror may hold an unstable suite as it was some weeks ago. Its signature still counts.
DEBIAN_OLD='Acquire::Check-Valid-Until=false'

# $1: suite, $2: folder of this private apt, $3...: arguments of apt-get.
debian_apt() {
  local suite=$1 root=$2
  shift 2
  apt-get -qq -o "Dir::State=$root/state" -o "Dir::State::status=$root/status" -o "Dir::Cache=$root/cache" -o "Dir::Etc::sourcelist=$root/sources.list" \
    -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferencesparts=/dev/null -o "APT::Default-Release=$suite" -o APT::Sandbox::User=root \
    -o "$DEBIAN_OLD" "$@"
}

debian_unpack() (
  set -eu
  suite=$1 folder=$2
  shift 2
  if ! command -v apt-get >/dev/null || [ ! -e "$DEBIAN_KEYRING" ]; then
    echo "Packages of Debian $suite are needed ($*), and this machine has no apt-get or no $DEBIAN_KEYRING." >&2
    exit 1
  fi
  root=$(mktemp -d "${TMPDIR:-/tmp}/hzz-debian-XXXXXX")
  trap 'rm -rf "$root"' EXIT
  mkdir -p "$root/state/lists/partial" "$root/cache/archives/partial" "$root/debs" "$folder"
  : >"$root/status"
  echo "deb [signed-by=$DEBIAN_KEYRING] $DEBIAN_MIRROR $suite main" >"$root/sources.list"
  debian_apt "$suite" "$root" update >&2
  cd "$root/debs"
  debian_apt "$suite" "$root" download "$@" >&2
  for deb in "$root"/debs/*.deb; do dpkg-deb -x "$deb" "$folder"; done
)
