/** Web Push. It comes when the page is there: the first load does without. */
import { Suspense } from 'react'
import { smallPart } from '../later.ts'

const parts = { PushHere: smallPart('PushHere'), PushSetting: smallPart('PushSetting') }

export const PushHere = () => (
  <Suspense>
    <parts.PushHere />
  </Suspense>
)

export const PushSetting = () => (
  <Suspense>
    <parts.PushSetting />
  </Suspense>
)
