import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectEngine } from './container-engine.ts'
import { removeContainersOf } from './container-tenancy.ts'

/** Run as a process of its own: waits until the one that started it is gone, and removes that one's containers. */
const owner = process.argv[2] as string
await once(process.stdin.resume(), 'end')
const { engine } = await connectEngine()
await removeContainersOf(engine, owner)
// Once more, for a container that the engine was just making.
await sleep(3_000)
await removeContainersOf(engine, owner)
process.exit()
