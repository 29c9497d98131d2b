/** Playing together, as the page shows it. It comes when the page is there: the first load does without. */
import { type ComponentProps, Suspense } from 'react'
import { part, smallPart } from '../later.ts'

const parts = {
  CardView: smallPart('CardView'),
  GameInvitations: smallPart('GameInvitations'),
  PartyPane: part('PartyPane'),
}

export const GameInvitations = () => (
  <Suspense>
    <parts.GameInvitations />
  </Suspense>
)

export const PartyPane = () => (
  <Suspense fallback={<div className="beside" />}>
    <parts.PartyPane />
  </Suspense>
)

export const CardView = (props: ComponentProps<typeof parts.CardView>) => (
  <Suspense>
    <parts.CardView {...props} />
  </Suspense>
)
