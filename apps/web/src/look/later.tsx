/** It comes when the page is there: the first load does without. */
import { Suspense } from 'react'
import { part } from '../later.ts'

const parts = { LookSetting: part('LookSetting') }

export const LookSetting = () => (
  <Suspense>
    <parts.LookSetting />
  </Suspense>
)
