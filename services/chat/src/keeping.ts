/** For how long what is said is kept: by a room, its space, or the deployment. */
import { type EventBody, forGoodHours } from '@parley/protocol'
import type { ConfigOf } from '@parley/service-kit'
import type { chatConfig } from './config.ts'

/** As a room or its space has it; null where neither says anything. */
export interface OwnKeeping {
  readonly keep_hours: number | null
  readonly keep_pins: boolean | null
  readonly keep_threads: boolean | null
}

/** What holds; no hours: for good. */
export type Keeping = Required<Pick<EventBody<'room.changed'>, keyof OwnKeeping>>

/** What the deployment says. */
export type KeepingConfig = Pick<
  ConfigOf<typeof chatConfig>,
  'KEEP_HOURS' | 'KEEP_HOURS_MOST' | 'KEEP_PINS' | 'KEEP_THREADS'
>

/** Each of the three is said by whoever is closest to the room, within the bound of the deployment. */
export const keepingOf = (own: OwnKeeping, config: KeepingConfig): Keeping => {
  const said = own.keep_hours ?? (config.KEEP_HOURS || forGoodHours)
  const hours = Math.min(said, config.KEEP_HOURS_MOST || forGoodHours)
  return {
    keep_hours: hours < forGoodHours ? hours : 0,
    keep_pins: own.keep_pins ?? config.KEEP_PINS,
    keep_threads: own.keep_threads ?? config.KEEP_THREADS,
  }
}
