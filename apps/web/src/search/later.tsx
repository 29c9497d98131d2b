/** Where one looks for what was said. It comes when the page is there: the first load does without. */
import { type ComponentProps, Suspense } from 'react'
import { type Parts, part } from '../later.ts'

const parts = { SearchPane: part('SearchPane') }

export const SearchPane = (props: ComponentProps<Parts['SearchPane']>) => (
  <Suspense fallback={<div className="beside" />}>
    <parts.SearchPane {...props} />
  </Suspense>
)
