/** What one is told, as the page shows it. It comes when the page is there: the first load does without. */
import { Suspense } from 'react'
import { part, smallPart } from '../later.ts'

const parts = { Bell: smallPart('Bell'), InboxPane: part('InboxPane') }

export const Bell = () => (
  <Suspense>
    <parts.Bell />
  </Suspense>
)

export const InboxPane = () => (
  <Suspense fallback={<div className="beside" />}>
    <parts.InboxPane />
  </Suspense>
)
