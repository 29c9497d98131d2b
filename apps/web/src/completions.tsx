import { t } from '@lingui/core/macro'
import type { ReactNode } from 'react'

interface CompletionsProps<Item> {
  /** What they are, as "Commands". */
  readonly of: string
  readonly items: readonly Item[]
  readonly keyOf: (item: Item) => string
  readonly onPick: (item: Item) => void
  readonly children: (item: Item) => ReactNode
}

/** What one may be about to type. */
export const Completions = <Item,>({ of, items, keyOf, onPick, children }: CompletionsProps<Item>) =>
  items.length > 0 && (
    <ul className="slash" aria-label={t`${of}. Tab completes the first`}>
      {items.map((item) => (
        <li key={keyOf(item)}>
          <button type="button" className="quiet" onClick={() => onPick(item)}>
            {children(item)}
          </button>
        </li>
      ))}
    </ul>
  )
