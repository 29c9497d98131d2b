import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Fault } from '../fault.tsx'
import { Loading } from '../loading.tsx'

interface ListedProps<Item> {
  readonly label: string
  readonly of: {
    readonly items: readonly Item[] | undefined
    readonly busy: boolean
    readonly fault: string | undefined
    readonly showMore: (() => void) | undefined
  }
  /** What is said where there is nothing. */
  readonly none: string
  readonly children: (item: Item) => ReactNode
}

/** A list that comes in pages, with what is wrong and the way to more of it. */
export const Listed = <Item,>({ label, of: { items, busy, fault, showMore }, none, children }: ListedProps<Item>) => (
  <>
    <Fault text={fault} />
    {!items && !fault && <Loading />}
    {items?.length === 0 && <p className="hint">{none}</p>}
    <ul className="admin-list" aria-label={label}>
      {items?.map(children)}
    </ul>
    {showMore && (
      <button type="button" className="quiet" disabled={busy} onClick={showMore}>
        <Trans>Show more</Trans>
      </button>
    )}
  </>
)
