// Runs a script of this repository with Node 24 and everything installed. Plain JavaScript that Node 18 understands,
// because this is the one file that a machine's own, older Node has to run.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const pnpm = 'pnpm@12.21.0'
const root = fileURLToPath(new URL('..', import.meta.url))
const programs = join(root, 'node_modules', '.bin')
const stamp = join(root, 'node_modules', '.installed')
/** For every process started below: see "A young generation of 16 MB" in docs/decisions.md. */
const nodeOptions = '--max-semi-space-size=16'
/** What Node has made of sources: processes start sooner by it, and without the compiler of TypeScript in their memory. */
const compiled = join(root, 'node_modules', '.compiled')
const major = Number(process.versions.node.split('.')[0])
const elsewhere = 'With Docker it runs anywhere: docker compose up --build. On Windows it also runs within WSL.'

const [script, ...args] = process.argv.slice(2)
if (!script) quit('node scripts/node24.mjs <script> [its options]: runs a script of this repository with Node 24.', 2)
checkMachine()
await install()
runScript(findNode())

/** What cannot work is said before anything is installed: half an installation would stay behind. */
function checkMachine() {
  const found = `this is Node ${process.versions.node} on ${process.platform}-${process.arch}`
  if (process.platform === 'win32') quit(`Parley runs on Linux and macOS. ${elsewhere}`)
  if (major < 20) quit(`Parley needs Node 20 or later to begin with, and ${found}: nothing was installed.`)
  if (major >= 24 || isPackaged()) return
  quit(`Parley needs Node 24 here, and ${found}, for which none can be fetched: nothing was installed. ${elsewhere}`)
}

/** Those that package.json names. They are made for the C library of all distributions but Alpine's kind. */
function isPackaged() {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return `node-${process.platform}-${process.arch}` in optionalDependencies && !isMusl()
}

function isMusl() {
  if (process.platform !== 'linux' || !readdirSync('/lib').some((name) => name.startsWith('ld-musl-'))) return false
  return !process.report.getReport().header.glibcVersionRuntime
}

/** Installs the dependencies when they are not those of the lockfile and the package files, or do not work. */
async function install() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted() && hasNode()) return
  // Gone first: what is interrupted is begun anew.
  rmSync(stamp, { force: true })
  await runPnpm()
  if (!hasNode()) await runPnpm('--force')
  writeFileSync(stamp, wanted())
}

/** One line while it works, and what it said only where it fails. */
async function runPnpm(...more) {
  const told = tellProgress('Installing what Parley needs')
  const options = ['--yes', pnpm, 'install', '--frozen-lockfile', '--reporter=append-only', ...more]
  const child = spawn('npx', options, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
  const [status, error] = await new Promise((resolve) => {
    child.once('error', (reason) => resolve([1, reason]))
    child.once('close', (code) => resolve([code]))
  })
  told.end()
  if (status === 0) return
  console.error(output.trim().split('\n').slice(-20).join('\n'))
  quit(`What Parley needs could not be installed${error ? ` (${error.message})` : ''}: see above.`)
}

/** In a terminal a line that is written over, elsewhere a line. */
function tellProgress(what) {
  if (!process.stdout.isTTY) {
    console.log(what)
    return { end: () => {} }
  }
  const begun = performance.now()
  const draw = () => process.stdout.write(`\r\x1b[2K  ${what} … ${Math.round((performance.now() - begun) / 1000)} s`)
  const timer = setInterval(draw, 1_000)
  draw()
  return {
    end: () => {
      clearInterval(timer)
      process.stdout.write('\r\x1b[2K')
    },
  }
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

/** The one that was installed with the dependencies, where it runs. */
function installedNode() {
  const installed = join(programs, 'node')
  return spawnSync(installed, ['--version']).status === 0 ? installed : undefined
}

function hasNode() {
  return major >= 24 || installedNode() !== undefined
}

function findNode() {
  const found = installedNode() ?? (major >= 24 ? process.execPath : undefined)
  return found ?? quit(`Parley needs Node 24, and the one that was installed does not run. ${elsewhere}`)
}

/**
 * The child is told of every signal and decides when to end; this process waits for it, so that Ctrl-C gives the
 * prompt back only when everything has stopped. A npm that is killed tells nobody: then the child is asked to end.
 */
function runScript(node) {
  const env = {
    ...process.env,
    PATH: `${programs}${delimiter}${process.env.PATH}`,
    NODE_OPTIONS: `${nodeOptions} ${process.env.NODE_OPTIONS ?? ''}`.trim(),
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? compiled,
    PARLEY_LAUNCHER: String(process.pid),
  }
  const child = spawn(node, [join(root, script), ...args], { stdio: 'inherit', env })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  whenAlone(() => child.kill('SIGTERM'))
  child.on('error', (error) => quit(error.message))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
}

/** Calls when whoever started this is gone: the parent, or the npm whose shell the parent is and lives on without it. */
function whenAlone(then) {
  const parent = process.ppid
  const npm = process.env.npm_lifecycle_event && isShell(parent) ? parentOf(parent) : undefined
  const isAlone = () => process.ppid !== parent || (npm !== undefined && parentOf(parent) !== npm)
  // Without /proc each look is a program that runs.
  setInterval(() => isAlone() && then(), process.platform === 'linux' ? 500 : 2_000).unref()
}

function isShell(pid) {
  return /^-?(sh|dash|bash|zsh|ksh|ash|fish)$/.test(basename(ask(pid, 'comm')))
}

function parentOf(pid) {
  if (process.platform !== 'linux') return ask(pid, 'ppid')
  // Behind the name of the program, which may hold anything, stand its state and its parent.
  const stat = read(`/proc/${pid}/stat`)
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
}

function ask(pid, what) {
  if (process.platform === 'linux') return read(`/proc/${pid}/${what}`).trim()
  return String(spawnSync('ps', ['-o', `${what}=`, '-p', String(pid)]).stdout ?? '').trim()
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function quit(reason, code = 1) {
  console.error(reason)
  process.exit(code)
}
