/** Loaded before a process that a test has spawned, so that it tells what it holds on to when it is asked. */
import { heldBytes } from './memory.ts'

process.on('message', () => process.send?.(heldBytes()))
process.channel?.unref()
