import { useEffect } from 'react'
import { type Away, tellKeptAway } from '../rooms/kept-away.ts'
import { useRelations } from './use-contacts.ts'

/** Tells the list of conversations whom one keeps away: it was there before this. Whoever is blocked may be restricted as well. */
export const useKeptAwayTold = (): void => {
  const blocked = useRelations('blocked')
  const restricted = useRelations('restricted')
  useEffect(() => {
    const told = (away: Away) => (one: { readonly user: string }) => [one.user, away] as const
    tellKeptAway(new Map([...restricted.map(told('restricted')), ...blocked.map(told('blocked'))]))
  }, [blocked, restricted])
  useEffect(() => () => tellKeptAway(new Map()), [])
}
