/** Those that are compared, seen from the load: servers whose CPU counts, people in rooms, and clients of theirs. */
import type { Server } from '@parley/backing'
import type { Listener } from '../load/crowd.ts'
import type { Processes } from '../load/usage.ts'
import type { Edge } from './edges.ts'
import type { Population } from './population.ts'

export interface Joining {
  readonly person: number
  readonly listener: Listener
  /** The client's address on this machine. */
  readonly from: string
  /** Where the client stood when it was cut; it is sent what it has missed since. */
  readonly position?: unknown
}

export interface Client {
  /** Sends a message; `id` comes back with its answer. */
  send(id: number, room: number, text: string): void
  /** Where it stood when it connected, for coming back. */
  readonly position?: unknown
  /** Reads no more. */
  stall(): void
  end(): void
}

/** Resolves when the client gets what is sent from now on. */
export type Open = (joining: Joining) => Promise<Client>

export interface Contestant extends AsyncDisposable {
  readonly name: string
  /** Every server process: Postgres, NATS and Redis included. */
  readonly processes: Processes
  /** The processes that hold the sockets. */
  readonly edges: readonly Edge[]
  /** Where it stores, if it does. */
  readonly postgres?: Server
  /** Whether members get what is sent. */
  readonly delivers: boolean
  /** Whether a client that gives its position gets what it has missed. */
  readonly resumes: boolean
  /** Makes new people and rooms. */
  populate(population: Population): Promise<Open>
}

/** Starts it on servers of its own, with so many processes that hold the sockets. */
export type Start<C extends Contestant = Contestant> = (edges: number) => Promise<C>

/** Lends a contestant for one measurement: freshly started, or kept from an earlier one. */
export type Lend = <C extends Contestant>(start: Start<C>, edges: number) => Promise<C>

export const lendFresh: Lend = (start, edges) => start(edges)
