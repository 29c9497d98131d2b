/** What is shown to those who run the platform. Few do, and it comes when it is asked for. */
import { t } from '@lingui/core/macro'
import { Suspense } from 'react'
import { part, smallPart } from '../later.ts'

const parts = { AdminPane: part('AdminPane'), AdminLink: smallPart('AdminLink') }

export const AdminPane = () => (
  <Suspense fallback={<p className="empty">{t`Loading…`}</p>}>
    <parts.AdminPane />
  </Suspense>
)

export const AdminLink = () => (
  <Suspense>
    <parts.AdminLink />
  </Suspense>
)
