/** The options of a command, read in one way everywhere: `--help` tells them, and what is mistyped is refused. */
import { type ParseArgsConfig, parseArgs } from 'node:util'

interface Command<T extends NonNullable<ParseArgsConfig['options']>> {
  /** What `--help` prints: how it is called, what it does, and each option. */
  readonly usage: string
  readonly options?: T
  /** Whether words besides options mean something. */
  readonly takesWords?: boolean
  readonly args?: readonly string[]
}

type Read<T extends NonNullable<ParseArgsConfig['options']>> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true }>
>

const help = { help: { type: 'boolean', short: 'h' } } as const

/** The first sentence: the rest tells how to write a file name that begins with a dash. */
const complaintOf = (reason: Error): string => reason.message.split('. ')[0] ?? ''

export const refuse = (complaint: string, usage: string): never => {
  process.stderr.write(`${complaint}\n\n${usage.trim()}\n`)
  process.exit(2)
}

/**
 * npm takes an option for itself where no `--` stands before it, and starts us without it. The user of `npm start --demo` would
 * never hear that nothing came of it.
 */
const takenByNpm = (names: readonly string[], env: NodeJS.ProcessEnv): string | undefined =>
  names.find((name) => env[`npm_config_${name.replaceAll('-', '_')}`] === 'true')

/** What was asked for. Ends the process after `--help`, with 0, and at what it does not understand, with 2. */
export const readOptions = <const T extends NonNullable<ParseArgsConfig['options']>>({
  usage,
  options,
  takesWords = false,
  args = process.argv.slice(2),
}: Command<T>): Read<T> => {
  const known = { ...help, ...(options ?? {}) }
  try {
    const read = parseArgs({ args: [...args], options: known, allowPositionals: takesWords })
    if (read.values.help) {
      process.stdout.write(`${usage.trim()}\n`)
      process.exit(0)
    }
    const taken = takenByNpm(Object.keys(options ?? {}), process.env)
    if (taken) return refuse(`npm took --${taken} for itself: write it behind a -- of its own`, usage)
    return read as unknown as Read<T>
  } catch (reason) {
    return refuse(complaintOf(reason as Error), usage)
  }
}
