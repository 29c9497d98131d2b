/** Where the page keeps what is open. */
export interface Address {
  /** Where it begins, and comes back to; nothing where that is the list of conversations. */
  readonly home?: string
  /** As in `#/room/…`. */
  read(): string
  go(address: string): void
  /** Without a trace of where one was. */
  replace(address: string): void
  back(): void
  /** Gives what ends it. */
  subscribe(listener: () => void): () => void
  /** For somebody else, who may not have this page open. */
  linkTo(address: string): string
}

/** In the address of the document: reloading, going back and links work as everywhere. */
export const addressOfDocument: Address = {
  read: () => location.hash,
  go: (address) => {
    location.hash = address
  },
  replace: (address) => location.replace(address),
  back: () => history.back(),
  subscribe: (listener) => {
    addEventListener('hashchange', listener)
    return () => removeEventListener('hashchange', listener)
  },
  linkTo: (address) => new URL(address, location.href).href,
}

/** By itself, within a document of somebody else. Links lead to the page of the server. */
export const addressWithin = (home: string, server: string): Address => {
  const listeners = new Set<() => void>()
  const trail = [home]
  /** The list of conversations stands nowhere here. */
  const placeOf = (address: string) => (/^#?\/?$/.test(address) ? home : address)
  const set = (address: string, kept: number) => {
    trail.splice(kept, trail.length, placeOf(address))
    for (const listener of listeners) listener()
  }
  return {
    home,
    read: () => trail.at(-1) ?? home,
    go: (address) => {
      if (placeOf(address) !== trail.at(-1)) set(address, trail.length)
    },
    replace: (address) => set(address, trail.length - 1),
    back: () => set(trail.at(-2) ?? home, Math.max(0, trail.length - 2)),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    linkTo: (address) => new URL(address, new URL(server, location.href)).href,
  }
}
