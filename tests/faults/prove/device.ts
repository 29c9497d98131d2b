import type { Sent } from '@parley/client'
import type { ServerFrame } from '@parley/protocol'
import { carriedOver } from '../../setup/sights.ts'
import type { Sight } from '../history/history.ts'

/** Of a link to the gateways, with the name that they go by. */
export interface Address {
  readonly url: string
  readonly host: string
}

/** One client of somebody, over all of its connections. */
export interface Device extends AsyncDisposable {
  readonly name: string
  readonly user: string
  /** Tries until it is taken, whatever happens meanwhile; undefined where it is refused, or the room is not known. */
  send(room: string, text: string): Promise<Sent | undefined>
  /** Looks at a thread from now on, where it may. */
  look(room: string): Promise<unknown>
  /** All that came, in order, over all of its connections. */
  readonly frames: readonly ServerFrame[]
  /** What it has been shown so far. */
  sights(): Sight[]
  /** The same by the epochs that it was shown in. */
  sightsByEpoch(): ReadonlyMap<number, readonly Sight[]>
  /** What is wrong with it when all is over, besides what it was shown. */
  complaints(truth: Truth): string[]
}

/** What a room is when all is over, as the user of a device sees it. */
export interface Truth {
  /** Its texts, in order. */
  said(room: string): readonly string[]
  /** By position of a message, what was reacted to it with, and how its votes stand, in words. */
  states(room: string): ReadonlyMap<number, string>
}

/** No fault of a server or of the way to it is an excuse for this one. */
export const stumbles = (frames: readonly ServerFrame[]): string[] =>
  frames.flatMap((frame) => ('error' in frame && frame.error.name === 'INTERNAL' ? ['is told INTERNAL'] : []))

/** Positions of another history mean nothing. */
export const carries = (frames: readonly ServerFrame[], user: string): string[] =>
  carriedOver(frames, user).map((on) => `goes on with ${on} in another epoch`)
