/** Commands as somebody types them, those that go on running too. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stripVTControlCharacters } from 'node:util'
import { plainEnv } from './run.ts'

export interface Shell extends AsyncDisposable {
  /** Resolves when the commands have ended, or one of them says what is waited for and goes on. */
  type(commands: string, says?: RegExp): Promise<void>
}

const patienceMs = 120_000

export const openShell = (cwd: string): Shell => {
  const running = new Set<{ readonly end: () => Promise<void> }>()

  const type = async (commands: string, says?: RegExp): Promise<void> => {
    const child = spawn('sh', ['-e', '-c', commands], { cwd, env: plainEnv(), detached: true })
    const ended = once(child, 'close')
    const end = async () => {
      if (child.exitCode === null && child.pid) process.kill(-child.pid, 'SIGKILL')
      await ended
    }
    running.add({ end })
    let said = ''
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`nothing came of ${commands}: ${said}`)), patienceMs)
      const hear = (data: unknown) => {
        said += stripVTControlCharacters(String(data))
        if (says?.test(said)) resolve()
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('close', (code) => {
        clearTimeout(late)
        if (code === 0 && !says) resolve()
        else reject(new Error(`${commands} ended with ${code}: ${said}`))
      })
    })
  }

  return {
    type,
    [Symbol.asyncDispose]: async () => {
      for (const { end } of running) await end()
    },
  }
}
