/** What one has kept for later. It comes when the page is there: the first load does without. */
import { Suspense } from 'react'
import { part } from '../later.ts'

const parts = { KeptPane: part('KeptPane') }

export const KeptPane = () => (
  <Suspense fallback={<div className="beside" />}>
    <parts.KeptPane />
  </Suspense>
)
