# Sourced by the scripts of this repository. Their messages go to standard error, so that the standard output of `./run`
# contains only the output of tinsmith.

say() { printf '%s\n' "$*" >&2; }

# quietly COMMAND…: on a terminal, shows the command's own progress. Otherwise prints the command's output only if it
# fails. Returns the command's exit status.
quietly() {
  if [[ -t 2 ]]; then
    "$@" >&2
    return
  fi
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if ((status != 0)); then cat "$log" >&2; fi
  rm -f "$log"
  return "$status"
}
