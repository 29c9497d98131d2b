/** `parley` in this process: to start one of its own takes seconds of reading our sources, and there are hundreds in the tests. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { format } from 'node:util'
import { messageOf } from '../src/passing-fault.ts'
import { run } from '../src/run.ts'

interface Said {
  output: string
  errors: string
}

export interface Ended extends Said {
  readonly code: number
}

class Exit extends Error {
  readonly code: number
  constructor(code: number) {
    super(`exit with ${code}`)
    this.code = code
  }
}

const listening = new AsyncLocalStorage<Said>()

/** What a command writes is its own, and what else this process writes goes where it went. */
const listenTo = (stream: NodeJS.WriteStream, key: keyof Said): void => {
  const write = stream.write.bind(stream)
  stream.write = ((chunk: string | Uint8Array, ...more: unknown[]) => {
    const said = listening.getStore()
    if (!said) return write(chunk, ...(more as []))
    said[key] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    const written = more.findLast((one) => typeof one === 'function') as (() => void) | undefined
    written?.()
    return true
  }) as typeof stream.write
}

/** The console of tests does not write to the streams. */
const listenToConsole = (name: 'log' | 'error' | 'warn', key: keyof Said): void => {
  const write = console[name].bind(console)
  console[name] = (...words: unknown[]) => {
    const said = listening.getStore()
    if (said) said[key] += `${format(...words)}\n`
    else write(...words)
  }
}

const listenToExit = (): void => {
  const exit = process.exit.bind(process)
  process.exit = (code) => {
    if (listening.getStore()) throw new Exit(Number(code ?? 0))
    return exit(code)
  }
}

let isListening = false
const listen = (): void => {
  if (isListening) return
  isListening = true
  listenTo(process.stdout, 'output')
  listenTo(process.stderr, 'errors')
  listenToConsole('log', 'output')
  for (const name of ['error', 'warn'] as const) listenToConsole(name, 'errors')
  listenToExit()
}

/** Of a command that ends; in this environment alone. */
export const runHere = async (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> => {
  listen()
  const said: Said = { output: '', errors: '' }
  return await listening.run(said, async () => {
    try {
      return { code: (await run(args, env)) ?? 0, ...said }
    } catch (reason) {
      if (reason instanceof Exit) return { code: reason.code, ...said }
      said.errors += `${messageOf(reason as Error)}\n`
      return { code: 1, ...said }
    }
  })
}
