/** What stands beside the conversations: the search, what one keeps for oneself or is told, what a space is, who somebody is, or whom one plays with. One of them at a time. */
import { useHost } from '../host/host.ts'
import { Shown, useShown } from '../host/shown.ts'

export interface OpenSearch {
  readonly is: 'search'
  /** What stands in its field at first. */
  readonly text: string
}

export interface OpenSpace {
  readonly is: 'space'
  readonly space: string
  readonly shows: 'about' | 'roles' | 'residents' | 'audit' | 'room'
  /** The room that it is about. */
  readonly room?: string
}

export interface OpenPerson {
  readonly is: 'person'
  /** Their id. */
  readonly user: string
}

type Beside = OpenSearch | OpenSpace | OpenPerson | { readonly is: 'kept' | 'inbox' | 'party' }

export class BesidePlace extends Shown<Beside> {
  readonly openSearch = (text = ''): void => this.show({ is: 'search', text })
  readonly openKept = (): void => this.show({ is: 'kept' })
  readonly openParty = (): void => this.show({ is: 'party' })
  readonly openInbox = (): void => this.show({ is: 'inbox' })
  readonly openSpace = (space: string, shows: OpenSpace['shows'], room?: string): void =>
    this.show({ is: 'space', space, shows, ...(room === undefined ? {} : { room }) })
  readonly openPerson = (user: string): void => this.show({ is: 'person', user })
  readonly closeBeside = (): void => this.show(undefined)
}

export const useBeside = (): Beside | undefined => useShown(useHost().beside)

/** For what leads into the conversation: on a narrow screen this stands in front of it. */
export const useCloseWhereNarrow = (): (() => void) => {
  const { beside, isNarrow } = useHost()
  return () => {
    if (isNarrow()) beside.closeBeside()
  }
}
