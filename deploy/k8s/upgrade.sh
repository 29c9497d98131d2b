#!/bin/sh
# Brings a deployment to what an overlay says: its migrations first, then everything, then what no release uses any more.
#
#   sh deploy/k8s/upgrade.sh deploy/k8s/overlays/production
#
# With the word migrations behind it, the first of these alone. Ends with 1 as soon as a migration has failed, and says why;
# nothing else is changed then. Safe to repeat.
set -eu
overlay=${1:?name the overlay, as in: sh deploy/k8s/upgrade.sh deploy/k8s/overlays/production}
only=${2:-}
case $only in '' | migrations) ;; *) echo "$only is not known here: leave it out, or say migrations" >&2; exit 2 ;; esac

built=$(mktemp)
told=$(mktemp)
trap 'rm -f "$built" "$told"' EXIT
kubectl kustomize "$overlay" > "$built"
namespace=$(sed -n '/^kind: Namespace$/,/^---$/s/^  name: //p' "$built")
release=$(sed -n '/^kind: Namespace$/,/^---$/s/^    app.kubernetes.io\/version: //p' "$built" | tr -d "'\"")
jobs="app.kubernetes.io/name=parley-migrate,app.kubernetes.io/version=$release"

# A line for each Job: its name, and how it ended.
ends() {
  kubectl -n "$namespace" get jobs -l "$jobs" -o jsonpath='{range .items[*]}{.metadata.name}{range .status.conditions[?(@.status=="True")]} {.type}{end}{"\n"}{end}'
}

# What the migrations of pods that failed have said, each once.
tell() {
  for job in $(ends | sed 's/ .*//'); do
    for pod in $(kubectl -n "$namespace" get pods -l "job-name=$job" --field-selector=status.phase=Failed -o name); do
      grep -qxF "$pod" "$told" && continue
      echo "$pod" >> "$told"
      kubectl -n "$namespace" logs "$pod" --tail=20 | sed "s|^|$job: |"
    done
  done
}

# One that failed stays as it failed until it is made anew. One that is through has nothing to do again.
for job in $(ends | sed -n 's/ .*Failed.*//p'); do kubectl -n "$namespace" delete job "$job"; done
kubectl apply -f "$built" -l app.kubernetes.io/name=parley-migrate

while :; do
  ends=$(ends)
  [ -n "$ends" ] || { echo "the migrations of $release are not there: somebody deleted them" >&2; exit 1; }
  tell
  if echo "$ends" | grep -q ' Failed'; then
    echo "$ends" | sed -n 's/ .*Failed.*/ failed. Nothing else was changed./p' >&2
    exit 1
  fi
  echo "$ends" | grep -qv ' Complete' || break
  sleep "${EACH_SECONDS:-2}"
done

[ -z "$only" ] || exit 0
kubectl apply -f "$built"
for deployment in $(kubectl -n "$namespace" get deployments -l app.kubernetes.io/part-of=parley -o name); do
  kubectl -n "$namespace" rollout status "$deployment" --timeout=30m
done
# Settings and migrations of releases before, which nothing uses now.
kubectl apply -f "$built" -l app.kubernetes.io/part-of=parley --prune \
  --prune-allowlist=core/v1/ConfigMap --prune-allowlist=batch/v1/Job > /dev/null
