#!/usr/bin/env bash
# Runs a command where npm's registry answers. Ends with 69 where it does not, and says so; else with the status of the command.
set -uo pipefail

timeout 60 npm view --prefer-online typescript@7.0.2 version >/dev/null 2>&1 || {
  echo 'NO REGISTRY: npm gets nothing from it. The tests of the packages outside of the repository are SKIPPED.'
  exit 69
}
"$@"
