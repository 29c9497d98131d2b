/** Defines `<parley-room>` and `<parley-chat>`. */
import { type Given, ParleyElement } from './element.ts'
import type { ParleyElementEvents, TokenProvider } from './public.ts'

export type { ParleyElementEvents, ParleyFault, TokenProvider } from './public.ts'

/** One room: `<parley-room server="…" room="…">`, and `token` as a property. */
export class ParleyRoom extends ParleyElement {
  /** The id of the room. */
  get room(): string {
    return this.getAttribute('room') ?? ''
  }

  set room(room: string) {
    this.setAttribute('room', room)
  }

  protected override given(server: string, token: TokenProvider): Given | undefined {
    return this.room ? { server, token, room: this.room } : undefined
  }
}

/** The whole client: `<parley-chat server="…">`, and `token` as a property. */
export class ParleyChat extends ParleyElement {
  protected override given(server: string, token: TokenProvider): Given {
    return { server, token }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'parley-room': ParleyRoom
    'parley-chat': ParleyChat
  }
  interface HTMLElementEventMap extends ParleyElementEvents {}
}

const define = (name: string, element: CustomElementConstructor): void => {
  if (!customElements.get(name)) customElements.define(name, element)
}

define('parley-room', ParleyRoom)
define('parley-chat', ParleyChat)
