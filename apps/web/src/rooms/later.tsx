/** What comes into the list of conversations when the page is there: the first load does without. */
import { Suspense } from 'react'
import { smallPart } from '../later.ts'

const parts = { InvitedRooms: smallPart('InvitedRooms') }

export const InvitedRooms = () => (
  <Suspense>
    <parts.InvitedRooms />
  </Suspense>
)
