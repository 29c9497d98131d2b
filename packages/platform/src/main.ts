#!/usr/bin/env node
/** `parley <command> …`: one process of the platform, or a task of an operator. What the container image runs. */
import { endAtSignal } from '@parley/service-kit'
import { messageOf } from './passing-fault.ts'
import { run } from './run.ts'

endAtSignal()
try {
  process.exitCode = await run(process.argv.slice(2), process.env)
} catch (reason) {
  process.stderr.write(`${messageOf(reason as Error)}\n`)
  process.exit(1)
}
