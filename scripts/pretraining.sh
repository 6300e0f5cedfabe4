# Sourced by the scripts that make and measure pretrained weights.

# at_low_priority COMMAND…: other programs go first where Linux groups processes by session.
at_low_priority() {
  setsid --wait bash -c 'echo 8 2>/dev/null >/proc/self/autogroup || true; exec nice -n 5 "$@"' _ "$@"
}

# int8_result FOLDER DATA OPTION…: trains one model in FOLDER/run and prints the percentage that its int8 model reaches on the
# test pictures.
int8_result() {
  local folder=$1
  shift
  rm -rf "$folder/run"
  if ! build/release/tinsmith train "$@" --out "$folder/run" >"$folder/log" 2>&1; then
    cat "$folder/log" >&2
    return 1
  fi
  awk '$1 == "int8" { print $3 }' "$folder/log"  # int8   accuracy 91.2 % (…) on 94 test pictures
}

# spread: the median of the numbers on standard input, and the lowest and highest.
spread() {
  sort -n | awk '{ v[NR] = $1 } END {
    median = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
    printf "%.1f (%.1f-%.1f)", median, v[1], v[NR] }'
}

# print_gains WEIGHTS SEEDS MEASURE SET…: prints a row per set: the spread over the seeds 1 to SEEDS of what the function
# MEASURE prints when it is called with a set, a seed, and `none` or WEIGHTS.
print_gains() {
  local weights=$1 seeds=$2 measure=$3
  shift 3
  echo "| set | from random weights | from $(basename "$weights") |"
  echo "| --- | --- | --- |"
  local set from seed row results
  for set; do
    row="| $set"
    for from in none "$weights"; do
      results=()
      for seed in $(seq "$seeds"); do results+=("$("$measure" "$set" "$seed" "$from")"); done
      row+=" | $(printf '%s\n' "${results[@]}" | spread)"
    done
    echo "$row |"
  done
}
