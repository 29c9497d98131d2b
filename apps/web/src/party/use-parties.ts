/** Parties and invitations to a game, as the page shows them. */
import {
  type Invitation,
  type Invitations,
  invitationsOf,
  type Parties,
  type PartyState,
  partiesOf,
} from '@parley/client/contacts'
import { useChat, useSelected } from '../chat/chat-context.ts'

export const useParties = (): Parties => partiesOf(useChat().parley)

/** Those that one is in. */
export const usePartyList = (): readonly PartyState[] => {
  const parties = useParties()
  useSelected(parties, ({ version }) => version)
  return parties.all
}

export const useInvitations = (): Invitations => invitationsOf(useChat().parley)

export const useReceived = (): readonly Invitation[] => useSelected(useInvitations(), ({ received }) => received)
export const useSent = (): readonly Invitation[] => useSelected(useInvitations(), ({ sent }) => sent)
