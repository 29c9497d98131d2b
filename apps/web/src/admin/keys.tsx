import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/client'
import { useCallback, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { tame } from '../tame.ts'
import { dateText, fullTime } from '../timeline/times.ts'
import { DeedForm } from './deed-form.tsx'
import { Listed } from './listed.tsx'
import { NewKey } from './new-key.tsx'
import { ShownOnce } from './shown-once.tsx'
import { type ReadPage, usePages } from './use-pages.ts'

type Key = Output<'key.list'>['keys'][number]

/** What the programs of a back end act by. */
export const Keys = () => {
  const { parley } = useChat()
  const [secret, setSecret] = useState<string>()
  const [isMaking, setMaking] = useState(false)
  const read = useCallback<ReadPage<Key>>(
    async (last) => {
      const { keys, more } = await parley.call('key.list', last ? { after: last.key } : {})
      return { items: keys, more }
    },
    [parley],
  )
  const pages = usePages(read)
  const rotate = (key: string) =>
    void pages.act(async () => setSecret((await parley.call('key.rotate', { key })).secret))
  return (
    <section aria-label={t`Service keys`}>
      {secret !== undefined && (
        <ShownOnce text={t`The bearer token of the program:`} secret={secret} onKept={() => setSecret(undefined)} />
      )}
      {isMaking ? (
        <NewKey
          onMade={async (made) => {
            setMaking(false)
            setSecret(made)
            await pages.lookAgain()
          }}
          onCancel={() => setMaking(false)}
        />
      ) : (
        <div className="buttons">
          <button type="button" className="primary" onClick={() => setMaking(true)}>
            <Trans>New service key</Trans>
          </button>
        </div>
      )}
      <Listed label={t`Service keys`} of={pages} none={t`There are none.`}>
        {(key) => <KeyEntry key={key.key} of={key} onRotate={() => rotate(key.key)} onChanged={pages.lookAgain} />}
      </Listed>
    </section>
  )
}

interface KeyEntryProps {
  readonly of: Key
  readonly onRotate: () => void
  readonly onChanged: () => Promise<void>
}

const KeyEntry = ({ of, onRotate, onChanged }: KeyEntryProps) => {
  const { parley } = useChat()
  const [isRevoking, setRevoking] = useState(false)
  const name = tame(of.name)
  const isOver = of.revoked_at !== undefined
  return (
    <li>
      <div className="admin-line">
        <span className="who">
          <span dir="auto">
            {name}
            {of.game && <bdi className="hint"> {of.game}</bdi>}
          </span>
          <span className="hint">{of.scopes.join(' ')}</span>
          <span className="hint">{standText(of)}</span>
        </span>
        {!isOver && !isRevoking && (
          <span className="line-deeds">
            <Confirm
              label={t`New secret`}
              name={t`New secret for ${name}`}
              question={t`The secret of now is good for a day more. Go on?`}
              onConfirm={onRotate}
            />
            <button
              type="button"
              className="quiet danger-text"
              aria-label={t`Revoke ${name}`}
              onClick={() => setRevoking(true)}
            >
              <Trans>Revoke</Trans>
            </button>
          </span>
        )}
      </div>
      {isRevoking && (
        <DeedForm
          label={t`Revoke ${name}`}
          means={t`The program can do nothing more, within a second. What it made stays.`}
          onDo={async (reason) => {
            await parley.call('key.revoke', { key: of.key, reason })
            setRevoking(false)
            await onChanged()
          }}
          onCancel={() => setRevoking(false)}
        />
      )}
    </li>
  )
}

const standText = ({ created_at: made, used_at: used, expires_at: end, revoked_at: revoked }: Key): string => {
  if (revoked !== undefined) return t`Revoked ${fullTime(revoked)}`
  return [
    t`Made ${dateText(made)}`,
    used === undefined ? t`never used` : t`used ${fullTime(used)}`,
    ...(end === undefined ? [] : [t`ends ${fullTime(end)}`]),
  ].join(', ')
}
