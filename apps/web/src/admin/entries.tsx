import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type Output, uuid7 } from '@parley/client'
import { type FormEvent, useCallback, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { fullTime } from '../timeline/times.ts'
import { Listed } from './listed.tsx'
import { ShownOnce } from './shown-once.tsx'
import { For, forMs } from './spans.tsx'
import { type ReadPage, usePages } from './use-pages.ts'

type Entry = Output<'entry.list'>['entries'][number]

const week = 7 * 86_400_000

/** Invitations to sign up, for where nobody gets an account without one. */
export const Entries = () => {
  const { parley } = useChat()
  const [uses, setUses] = useState(1)
  const [span, setSpan] = useState(week)
  const [code, setCode] = useState<string>()
  const read = useCallback<ReadPage<Entry>>(
    async (last) => {
      const { entries, more } = await parley.call('entry.list', last ? { after: last.entry } : {})
      return { items: entries, more }
    },
    [parley],
  )
  const pages = usePages(read)
  const make = (event: FormEvent) => {
    event.preventDefault()
    void pages.act(async () => {
      const made = await parley.call('entry.create', { entry: uuid7(), uses, ...forMs(span) })
      setCode(made.code)
    })
  }
  return (
    <section aria-label={t`Invitations to sign up`}>
      {code === undefined ? (
        <form className="admin-form" aria-label={t`New invitation to sign up`} onSubmit={make}>
          <div className="field">
            <label htmlFor="entry-uses">
              <Trans>How many may come in by it</Trans>
            </label>
            <input
              id="entry-uses"
              type="number"
              min={1}
              max={10_000}
              required
              value={uses}
              onChange={({ target }) => setUses(target.valueAsNumber)}
            />
          </div>
          <For value={span} onChange={setSpan} />
          <div className="buttons">
            <button type="submit" className="primary" disabled={pages.busy}>
              <Trans>Make an invitation</Trans>
            </button>
          </div>
        </form>
      ) : (
        <ShownOnce
          text={t`The code of the invitation, which who signs up is asked for:`}
          secret={code}
          onKept={() => setCode(undefined)}
        />
      )}
      <Listed label={t`Invitations to sign up`} of={pages} none={t`None are open.`}>
        {({ entry, uses: left, created_at: at, expires_at: end }) => (
          <li key={entry} className="admin-line">
            <span className="who">
              {plural(left, { one: 'One may still come in', other: '# may still come in' })}
              <span className="hint">
                {end === undefined ? t`Made ${fullTime(at)}` : t`Made ${fullTime(at)}, ends ${fullTime(end)}`}
              </span>
            </span>
            <Confirm
              label={t`End`}
              name={t`End the invitation of ${fullTime(at)}`}
              question={t`Let nobody come in by it any more?`}
              onConfirm={() => void pages.act(() => parley.call('entry.revoke', { entry }))}
            />
          </li>
        )}
      </Listed>
    </section>
  )
}
