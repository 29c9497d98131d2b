import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Space } from '@parley/client/spaces'
import { useState } from 'react'
import { apart } from '../apart.tsx'
import { useChat } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { FilterForm } from './filter-form.tsx'
import { type Filter, filterText } from './filter-text.ts'

/** What the space does not want to be said: looked at when it is opened. */
export const Filters = ({ space }: { readonly space: Space }) => {
  const { parley } = useChat()
  const [told, setTold] = useState<readonly Filter[]>()
  const [edited, setEdited] = useState<Filter | 'new'>()
  const { run, fault } = useDeed()
  const load = async () => {
    const all: Filter[] = []
    for (let more = true; more; ) {
      const after = all.at(-1)?.filter
      const page = await parley.call('filter.list', { space: space.id, ...(after ? { after } : {}) })
      all.push(...page.filters)
      more = page.more && page.filters.length > 0
    }
    setTold(all)
  }
  const remove = (filter: string) =>
    run(() => parley.call('filter.remove', { space: space.id, filter }).then(() => load()))
  const done = () => {
    setEdited(undefined)
    void run(load)
  }
  return (
    <details
      className="bans"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open && !told) void run(load)
      }}
    >
      <summary>
        <Trans>Filters</Trans>
      </summary>
      <p className="hint">
        <Trans>What is not to be said here. Owner and administrators may say everything.</Trans>
      </p>
      <Fault text={fault} />
      <ul className="filters" aria-label={t`Filters`}>
        {told?.map((filter) => (
          <li key={filter.filter}>
            <b dir="auto">{tame(filter.name)}</b>
            <span className="hint" dir="auto">
              {filterText(filter)}
            </span>
            <span className="buttons">
              <button
                type="button"
                className="quiet"
                aria-label={t`Change ${tame(filter.name)}`}
                onClick={() => setEdited(filter)}
              >
                <Trans>Change</Trans>
              </button>
              <Confirm
                label={t`Remove`}
                name={t`Remove ${tame(filter.name)}`}
                question={t`Remove the filter ${apart(tame(filter.name))}?`}
                onConfirm={() => remove(filter.filter)}
              />
            </span>
          </li>
        ))}
      </ul>
      {edited ? (
        <FilterForm
          key={edited === 'new' ? edited : edited.filter}
          space={space}
          filter={edited === 'new' ? undefined : edited}
          onDone={done}
          onCancel={() => setEdited(undefined)}
        />
      ) : (
        told && (
          <button type="button" onClick={() => setEdited('new')}>
            <Trans>New filter</Trans>
          </button>
        )
      )}
    </details>
  )
}
