/** The threads that one follows. They come when the page is there: the first load does without. */
import { t } from '@lingui/core/macro'
import { Suspense } from 'react'
import { part } from '../later.ts'

const parts = { FollowedPane: part('FollowedPane') }

export const FollowedPane = () => (
  <Suspense fallback={<p className="empty">{t`Loading…`}</p>}>
    <parts.FollowedPane />
  </Suspense>
)
