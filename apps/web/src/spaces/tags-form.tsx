import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { SpaceRoom } from '@parley/client/spaces'
import { type FormEvent, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { mostTags } from '../protocol.inline.ts'
import { useDeed } from '../use-deed.ts'

interface Row {
  /** Not given: a new one. */
  readonly tag?: number
  readonly name: string
}

/** What posts of a forum may have. An emptied name is gone; the last field is for a new one. */
export const TagsForm = ({ room }: { readonly room: SpaceRoom }) => {
  const { parley } = useChat()
  const [rows, setRows] = useState<readonly Row[]>(room.tags)
  const { run, busy, fault } = useDeed()
  const shown = rows.length < mostTags ? [...rows, { name: '' }] : rows
  const write = (place: number, name: string) =>
    setRows(shown.map((row, at) => (at === place ? { ...row, name } : row)).filter((row) => row.tag ?? row.name))
  const save = (event: FormEvent) => {
    event.preventDefault()
    const tags = rows.map((row) => ({ ...row, name: row.name.trim() })).filter(({ name }) => name !== '')
    void run(() => parley.call('room.change', { room: room.id, tags }))
  }
  return (
    <form aria-label={t`Tags`} onSubmit={save}>
      <h3>
        <Trans>Tags of posts</Trans>
      </h3>
      {shown.map((row, place) => (
        <input
          // biome-ignore lint/suspicious/noArrayIndexKey: a new one has nothing else
          key={place}
          aria-label={row.tag === undefined ? t`New tag` : t`Tag ${place + 1}`}
          placeholder={t`New tag`}
          value={row.name}
          maxLength={64}
          autoComplete="off"
          dir="auto"
          onChange={({ target }) => write(place, target.value)}
        />
      ))}
      <Fault text={fault} />
      {rows !== room.tags && (
        <button type="submit" disabled={busy}>
          <Trans>Save the tags</Trans>
        </button>
      )}
    </form>
  )
}
