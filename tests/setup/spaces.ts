/** How people come to live in a space, whatever let them in. */
import { useJoining } from '../../services/chat/test/spaces.ts'
import type { World } from './world.ts'

export type BringIn = Awaited<ReturnType<typeof useJoining>>

/** To be called while a file of tests begins, when its world is there. */
export const joiningOf = (world: World): Promise<BringIn> => useJoining(world.environment.adminUrl)
