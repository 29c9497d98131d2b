/** The threads that one follows. They come when the page is there: the first load does without. */
import { Suspense } from 'react'
import { part } from '../later.ts'
import { Loading } from '../loading.tsx'

const parts = { FollowedPane: part('FollowedPane') }

export const FollowedPane = () => (
  <Suspense fallback={<Loading />}>
    <parts.FollowedPane />
  </Suspense>
)
