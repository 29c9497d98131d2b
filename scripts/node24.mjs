// Runs a script of this repository with Node 24 and everything installed. Plain JavaScript that Node 18 understands,
// because this is the one file that a machine's own, older Node has to run.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const pnpm = 'pnpm@12.21.0'
const root = fileURLToPath(new URL('..', import.meta.url))
const programs = join(root, 'node_modules', '.bin')
const stamp = join(root, 'node_modules', '.installed')
/** For every process started below: see "A young generation of 16 MB" in docs/decisions.md. */
const nodeOptions = '--max-semi-space-size=16'

install()
runScript(findNode(), process.argv.slice(2))

/** Installs the dependencies when they are not those of the lockfile and the package files. */
function install() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted()) return
  console.log('Installing dependencies')
  const args = ['--yes', pnpm, 'install', '--frozen-lockfile']
  const { status, error } = spawnSync('npx', args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) quit(`The dependencies could not be installed${error ? ` (${error.message})` : ''}: see above.`)
  writeFileSync(stamp, wanted())
}

function wanted() {
  const hash = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...packageFiles()]) {
    const path = join(root, file)
    if (existsSync(path)) hash.update(file).update(readFileSync(path))
  }
  return hash.digest('hex')
}

function packageFiles() {
  const nested = ['services', 'packages', 'apps'].flatMap((folder) =>
    existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((name) => join(folder, name)) : [],
  )
  return ['.', 'gateway', ...nested].map((folder) => join(folder, 'package.json')).sort()
}

/** The Node that was installed with the dependencies, else the one that runs this, if it is new enough. */
function findNode() {
  const installed = join(programs, 'node')
  if (spawnSync(installed, ['--version']).status === 0) return installed
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return quit(
    `Parley needs Node 24. This is Node ${process.versions.node}, and none is packaged for ${process.platform}-${process.arch}: ` +
      'install Node 24 and run this again.',
  )
}

/**
 * The child is told of every signal and decides when to end; this process waits for it, so that Ctrl-C gives the
 * prompt back only when everything has stopped. A npm that is killed tells nobody: then the child is asked to end.
 */
function runScript(node, [script, ...args]) {
  const env = {
    ...process.env,
    PATH: `${programs}${delimiter}${process.env.PATH}`,
    NODE_OPTIONS: `${nodeOptions} ${process.env.NODE_OPTIONS ?? ''}`.trim(),
    PARLEY_LAUNCHER: String(process.pid),
  }
  const child = spawn(node, [join(root, script), ...args], { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref()
  child.on('error', (error) => quit(error.message))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
}

function quit(reason) {
  console.error(reason)
  process.exit(1)
}
