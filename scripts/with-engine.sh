#!/usr/bin/env bash
# Runs a command where a container engine answers: one that is there, else Docker for as long as the command runs, which takes
# root and Debian's packages. Ends with 69 where none can be had, and says why; else with the status of the command.
set -uo pipefail

answers() { timeout 5 docker info; } >/dev/null 2>&1

install() {
  command -v dockerd >/dev/null && command -v debootstrap >/dev/null && return
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return
  echo 'Installing Docker for the tests of the container images'
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -qq -y docker.io debootstrap >/dev/null
}

start() {
  log=$(mktemp)
  dockerd >"$log" 2>&1 &
  engine=$!
  trap 'kill "$engine" 2>/dev/null; wait "$engine"; rm -f "$log"' EXIT
  for _ in $(seq 60); do
    answers && return
    kill -0 "$engine" 2>/dev/null || break
    sleep 0.5
  done
  tail -5 "$log"
  return 1
}

answers || { install && { answers || start; }; } || {
  echo 'NO CONTAINER ENGINE: none answers, and none can be installed and started.'
  exit 69
}
"$@"
