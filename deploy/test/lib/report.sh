# shellcheck shell=bash
# What a test script prints: steps as they begin, checks as they pass or fail, and at the end a table of times. To be sourced.

REPORT_FAILED=0 REPORT_TIMES=()

report_step() { printf '\n== %s\n' "$*"; }

# report_check WHAT COMMAND...: passes if the command does; the script goes on either way, and report_end tells.
report_check() {
  local what=$1 output
  shift
  if output=$("$@" 2>&1); then
    printf '   ok      %s\n' "$what"
  else
    printf '   FAILED  %s\n           %s\n' "$what" "${output//$'\n'/$'\n'           }"
    REPORT_FAILED=$((REPORT_FAILED + 1))
  fi
}

report_now() { date +%s%3N; }

# report_time WHAT MILLISECONDS
report_time() { REPORT_TIMES+=("$(printf '%-68s %7d.%d s' "$1" "$(($2 / 1000))" "$(($2 % 1000 / 100))")"); }
report_size() { REPORT_TIMES+=("$(printf '%-68s %7d.%d MB' "$1" "$(($2 / 1000000))" "$(($2 % 1000000 / 100000))")"); }

# report_timed WHAT COMMAND...: how long it takes.
report_timed() {
  local what=$1 begin
  shift
  begin=$(report_now)
  "$@"
  report_time "$what" "$(($(report_now) - begin))"
}

report_end() {
  printf '\n'
  [ "${#REPORT_TIMES[@]}" -eq 0 ] || printf '%s\n' "${REPORT_TIMES[@]}"
  if [ "$REPORT_FAILED" -gt 0 ]; then printf '\n%d checks failed\n' "$REPORT_FAILED"; return 1; fi
  printf '\nall checks passed\n'
}
