/** What a room asks the server, and whether the answers are of the history that we are in. */
import type { CommandName, Input, Output } from '@parley/protocol'
import { ParleyError, parleyError } from './parley-error.ts'
import type { Place } from './place.ts'

export interface Asker {
  call<C extends CommandName>(command: C, input: Input<C>): Promise<Output<C>>
  /** The server has another history than we were shown: a new connection settles where we stand. */
  startOver(): void
}

/** Of an answer: where the room stood when it was made. */
type Stand = Pick<Output<'room.history'>, 'epoch' | 'head'>

export class Questions {
  readonly #place: Place
  readonly #asker: Asker

  constructor(place: Place, asker: Asker) {
    this.#place = place
    this.#asker = asker
  }

  /**
   * Asks until the answer is of the history that we are in; nothing where `input` says that there is nothing to ask. An answer that
   * is made where less has happened than we were shown, or in a later epoch, is of another history: then where we stand is
   * settled by a new connection. It is asked for once more; a server that contradicts itself again is not to be had for now.
   */
  async ask<C extends 'room.get' | 'room.history' | 'room.at' | 'member.list'>(
    command: C,
    input: () => Input<C> | undefined,
    isLast = false,
  ): Promise<Output<C> | undefined> {
    const { era, epoch, seq } = this.#place
    const asked = input()
    if (!asked) return undefined
    const answer: Stand & Output<C> = await this.#asker.call(command, asked)
    if (era !== this.#place.era) return this.ask(command, input, isLast)
    if (answer.epoch === epoch && answer.head >= seq) return answer
    if (isLast || answer.epoch < epoch) this.isOtherHistory()
    this.#asker.startOver()
    return this.ask(command, input, true)
  }

  /** Nobody has read beyond the end: where the server says so, it has lost what we were shown. */
  async moveCursor(room: string, read: number): Promise<Output<'cursor.move'> | undefined> {
    const { era, seq } = this.#place
    const isOurs = () => era === this.#place.era
    try {
      const cursor = await this.#asker.call('cursor.move', { room, seq: read })
      if (isOurs() && cursor.head < seq) this.#asker.startOver()
      return cursor
    } catch (error) {
      if (!(error instanceof ParleyError && error.name === 'CURSOR_AHEAD')) throw error
      if (isOurs()) this.#asker.startOver()
      return undefined
    }
  }

  isOtherHistory(): never {
    this.#asker.startOver()
    throw parleyError('UNAVAILABLE', { why: 'the server told of another history' })
  }
}
