/** What is shown to those who run the platform. Few do, and it comes when it is asked for. */
import { Suspense } from 'react'
import { part, smallPart } from '../later.ts'
import { Loading } from '../loading.tsx'

const parts = { AdminPane: part('AdminPane'), AdminLink: smallPart('AdminLink') }

export const AdminPane = () => (
  <Suspense fallback={<Loading />}>
    <parts.AdminPane />
  </Suspense>
)

export const AdminLink = () => (
  <Suspense>
    <parts.AdminLink />
  </Suspense>
)
