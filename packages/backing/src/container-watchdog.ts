import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { thisOwner } from './container-tenancy.ts'
import { environment, toolEnv } from './env.ts'

const script = fileURLToPath(new URL('./remove-containers.ts', import.meta.url))
let watched = false

/** From now on the containers of this process are removed when it is gone, for whatever reason: also SIGKILL. */
export function watchContainers(): void {
  if (watched) return
  watched = true
  // Its input is a pipe whose other end this process alone holds, and which ends when the process does.
  const child = spawn(process.execPath, [script, thisOwner()], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
    env: toolEnv(environment()),
  })
  const stdin = child.stdin as Socket
  stdin.on('error', () => {})
  child.on('error', () => {})
  child.unref()
  stdin.unref()
}
