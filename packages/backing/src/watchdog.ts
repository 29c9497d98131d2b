import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('./watchdog.sh', import.meta.url))
let lifeline: Socket | undefined

/** From now on the process is ended when this one is gone, for whatever reason: also SIGKILL, which no handler sees. */
export function watch(pid: number, signal: NodeJS.Signals): void {
  lifeline ??= startWatchdog()
  lifeline.write(`watch ${pid} ${signal.replace('SIG', '')}\n`)
}

export function forget(pid: number): void {
  lifeline?.write(`forget ${pid}\n`)
}

/** One small shell for all servers. Nothing here waits for it, so that it never holds this process back from ending. */
function startWatchdog(): Socket {
  const child = spawn('/bin/sh', [script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/', env: {} })
  const stdin = child.stdin as Socket
  stdin.on('error', () => {})
  child.on('error', () => {})
  child.unref()
  stdin.unref()
  return stdin
}
