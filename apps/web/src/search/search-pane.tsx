import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useRef, useState } from 'react'
import { BesidePane } from '../beside/beside-pane.tsx'
import { type OpenSearch, useCloseWhereNarrow } from '../beside/open.ts'
import { useName, useParley } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { messageAddress } from '../route.ts'
import { tame } from '../tame.ts'
import { clockTime, dayName, fullTime } from '../timeline/times.ts'
import { type Hit, useMessageSearch } from './use-message-search.ts'

interface SearchPaneProps {
  readonly opened: OpenSearch
  /** The id of the room that is shown beside. */
  readonly open: string | undefined
}

/** Stands beside the conversation, which goes on. */
export const SearchPane = ({ opened, open }: SearchPaneProps) => {
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(opened.text)
  const { hits, note, fault, next, busy, search, more } = useMessageSearch(open)
  useEffect(() => {
    setText(opened.text)
    field.current?.focus()
  }, [opened])

  return (
    <BesidePane title={t`Search`} closeLabel={t`Close the search`}>
      <search>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            void search(text)
          }}
        >
          <input
            ref={field}
            type="search"
            aria-label={t`Search messages`}
            aria-describedby="search-hint"
            placeholder={t`Words`}
            maxLength={512}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <button type="submit" className="primary" aria-disabled={busy}>
            <Trans>Search</Trans>
          </button>
          <p className="hint" id="search-hint">
            <Trans>
              Also begin*, "one after the other", from:name, mentions:me, in:name, in:here, before:2026-11-29,
              after:2026-11-29, has:link, has:poll, has:pin. A minus before any of them turns it round.
            </Trans>
          </p>
        </form>
      </search>
      <Fault text={fault} />
      <p className="note" role="status">
        {busy ? t`Searching…` : note}
      </p>
      <ol className="hits" aria-label={t`Messages found`}>
        {hits.map((hit) => (
          <HitLine key={`${hit.event.on} ${hit.event.seq}`} hit={hit} />
        ))}
      </ol>
      {next && (
        <button type="button" className="quiet" aria-disabled={busy} onClick={() => void more()}>
          <Trans>Look further back</Trans>
        </button>
      )}
    </BesidePane>
  )
}

const HitLine = ({ hit: { event, edited, spots } }: { readonly hit: Hit }) => {
  const closeWhereNarrow = useCloseWhereNarrow()
  const room = event.on.slice(event.on.lastIndexOf('/') + 1)
  const where = useParley(({ rooms }) => rooms.get(room)?.name ?? t`a thread`)
  const who = useName(event.by ?? '')
  return (
    <li>
      <a href={messageAddress(room, event.seq)} onClick={closeWhereNarrow}>
        <span className="hit-place">
          <Trans>
            <b dir="auto">{who}</b> in <bdi>{tame(where)}</bdi>
            <time dateTime={new Date(event.at).toISOString()} title={fullTime(event.at)}>
              {dayName(event.at)}, {clockTime(event.at)}
            </time>
          </Trans>
        </span>
        <Marked text={edited ?? String(event.is.text)} spots={spots} />
      </a>
    </li>
  )
}

/** Characters before the first find, and in all. */
const excerpt = { before: 60, most: 240 }

/** What surrounds the first find, with all finds in it marked. It is the text as it was written, and nothing of it is drawn. */
const Marked = ({ text, spots }: { readonly text: string; readonly spots: Hit['spots'] }) => {
  const begin = Math.max(0, (spots[0]?.[0] ?? 0) - excerpt.before)
  const end = Math.min(text.length, begin + excerpt.most)
  const within = spots.filter(([from, to]) => from >= begin && to <= end)
  return (
    <bdi className="hit-text">
      {begin > 0 && '…'}
      {within.map(([from, to], place) => (
        <span key={from}>
          {tame(text.slice(within[place - 1]?.[1] ?? begin, from))}
          <mark>{tame(text.slice(from, to))}</mark>
        </span>
      ))}
      {tame(text.slice(within.at(-1)?.[1] ?? begin, end))}
      {end < text.length && '…'}
    </bdi>
  )
}
