# Leaves what the processes need of a workspace in which pnpm has installed for them alone. Run where the images are built.
set -eu
for package in packages/* apps/*; do
  # Everything that was asked for has dependencies, and so this folder.
  [ -d "$package/node_modules" ] || rm -r "$package"
done
# Notes of pnpm: the machine that builds, and the address of its registry, are nobody's business.
rm -r node_modules/.modules.yaml node_modules/.pnpm-workspace-state-v1.json node_modules/.pnpm/lock.yaml
rm -r pnpm-lock.yaml pnpm-workspace.yaml apps deploy
chmod -R a+rX .
chmod a+x packages/platform/src/main.ts
