/** Runs something as a process. The one place that reads the environment and knows signals. */
import { constants } from 'node:os'
import { ConfigFaults, type Environment } from './config.ts'

/** Less than the grace an orchestrator gives, so that what hangs is ended by us and leaves a line in the log. */
export const stopWithinMs = 25_000

const signals = ['SIGTERM', 'SIGINT'] as const
const endAtOnce = (signal: (typeof signals)[number]): never => process.exit(128 + constants.signals[signal])

/**
 * Ends this process at the first signal, until `runProcess` takes over: process 1 of a container, which it may be, is not
 * ended by one that nobody listens for.
 */
export const endAtSignal = (): void => {
  for (const signal of signals) process.on(signal, endAtOnce)
}

const report = (reason: unknown) => {
  const lines =
    reason instanceof ConfigFaults
      ? reason.faults
      : [reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)]
  for (const line of lines) process.stderr.write(`${line}\n`)
}

export interface Running extends AsyncDisposable {
  /** Resolves where it cannot go on, with what is to be told. */
  readonly lost?: Promise<Error>
}

/** Starts, waits for SIGTERM or SIGINT, stops in order, and ends the process: 0, or 1 after a fault. */
export const runProcess = async (start: (env: Environment) => Promise<Running>): Promise<void> => {
  const stopped = Promise.withResolvers<void>()
  for (const signal of signals) process.off(signal, endAtOnce).once(signal, () => stopped.resolve())
  try {
    const running = await Promise.race([start(process.env), stopped.promise])
    // Asked to stop while it starts, it has taken nothing on yet: the process just ends, whatever it waits for.
    if (!running) process.exit(0)
    const lost = await Promise.race([stopped.promise, running.lost ?? stopped.promise])
    if (lost) process.stderr.write(`${lost.message}\n`)
    setTimeout(() => {
      process.stderr.write(`not stopped after ${stopWithinMs} ms, ending\n`)
      process.exit(1)
    }, stopWithinMs).unref()
    await running[Symbol.asyncDispose]()
    process.exit(lost ? 1 : 0)
  } catch (reason) {
    report(reason)
    process.exit(1)
  }
}
