/** A history that can be read again, and changed. */
import type { Acknowledged, Client, History, Moved, Sight, Standing, Stored } from './history.ts'

export interface RecordedClient extends Client {
  readonly sights: Sight[]
}

export interface Recorded extends History {
  readonly tried: string[]
  readonly acknowledged: Acknowledged[]
  readonly stored: Stored[]
  readonly seen: Map<string, RecordedClient>
  readonly moved: Moved[]
  readonly standings: Standing[]
}

/** `standings` is left out where it was. */
export type Read = Omit<Recorded, 'standings'> & { readonly standings: Standing[] | undefined }

export const read = (history: History): Read => ({
  tried: [...history.tried],
  acknowledged: [...history.acknowledged],
  stored: [...history.stored],
  seen: new Map([...history.seen].map(([name, client]) => [name, { ...client, sights: [...client.sights] }])),
  moved: [...(history.moved ?? [])],
  standings: history.standings && [...history.standings],
})
