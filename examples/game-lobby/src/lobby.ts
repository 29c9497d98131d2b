import type { Parley, Room } from '@parley/client'

/** A chat of the players of one match. */
export interface Match {
  readonly id: string
  /** Tells all players something; resolves when it is sure to reach them. */
  announce(text: string): Promise<void>
  /** Takes somebody in who joins late; they can read what was said before. */
  admit(player: string): Promise<void>
  /** Takes somebody out, who hears no more of it. */
  dismiss(player: string): Promise<void>
}

/** The part of the game's back end that brings players together. It speaks to them with an account of its own. */
export class Lobby {
  readonly #parley: Parley

  constructor(parley: Parley) {
    this.#parley = parley
  }

  /** Tells a player, in a conversation of just the two, that somebody wants to play with them. */
  async invite(player: string, host: string, map: string): Promise<void> {
    const room = await this.#parley.createDirect(player)
    await room.send(`**${host}** invites you to a match on *${map}*.`)
  }

  /** Opens the chat of a match. */
  async open(name: string, players: readonly string[]): Promise<Match> {
    const room = await this.#parley.createGroup(name, [...players])
    await room.send(`Welcome to ${name}, all ${players.length} of you.`)
    return this.#match(room)
  }

  #match(room: Room): Match {
    return {
      id: room.id,
      announce: async (text) => void (await room.send(text)),
      admit: async (user) => await room.add([user]),
      dismiss: async (user) => void (await this.#parley.call('member.remove', { room: room.id, user })),
    }
  }
}
