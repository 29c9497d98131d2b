/** Settings of the account. They come when the page is there: the first load does without. */
import { Suspense } from 'react'
import { part } from '../later.ts'

const Part = part('OwnSecurity')

export const OwnSecurity = () => (
  <Suspense fallback={<p className="empty">Loading…</p>}>
    <Part />
  </Suspense>
)
