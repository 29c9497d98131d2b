import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Relation } from '@parley/client/contacts'
import { type FormEvent, useState } from 'react'
import { apart } from '../apart.tsx'
import { useChat } from '../chat/chat-context.ts'
import { Confirm } from '../confirm.tsx'
import { Fault } from '../fault.tsx'
import { tame } from '../tame.ts'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'
import { useContacts } from './use-contacts.ts'

interface StandingProps {
  /** Their id. */
  readonly user: string
  readonly relation: Relation | undefined
}

/** Whether they are a contact, or how they become one. */
export const Asking = ({ user, relation }: StandingProps) => {
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  switch (relation?.stands) {
    case 'contact':
      return null
    case 'received':
      return (
        <section aria-label={t`They ask to be your contact`}>
          <h3>
            <Trans>They ask to be your contact</Trans>
          </h3>
          <Note note={relation.note} />
          <div className="choices">
            <button type="button" disabled={busy} onClick={() => run(() => parley.call('contact.accept', { user }))}>
              <Trans>Accept</Trans>
            </button>
            <button
              type="button"
              className="quiet"
              disabled={busy}
              onClick={() => run(() => parley.call('contact.decline', { user }))}
            >
              <Trans>Decline</Trans>
            </button>
          </div>
          <Fault text={fault} />
        </section>
      )
    case 'sent':
      return (
        <section aria-label={t`You have asked them to be your contact`}>
          <h3>
            <Trans>You have asked them to be your contact</Trans>
          </h3>
          <Note note={relation.note} />
          <button type="button" disabled={busy} onClick={() => run(() => parley.call('contact.cancel', { user }))}>
            <Trans>Take it back</Trans>
          </button>
          <Fault text={fault} />
        </section>
      )
    default:
      return <Ask user={user} />
  }
}

const Note = ({ note }: { readonly note: string | undefined }) =>
  note ? <blockquote dir="auto">{tame(note)}</blockquote> : null

const Ask = ({ user }: Pick<StandingProps, 'user'>) => {
  const contacts = useContacts()
  const [note, setNote] = useState('')
  const { run, busy, fault } = useDeed()
  const ask = (event: FormEvent) => {
    event.preventDefault()
    void run(() => contacts.request(user, note.trim()))
  }
  return (
    <form onSubmit={ask} aria-label={t`Ask to be a contact`}>
      <TextField label={t`A note with your request, if you like`} value={note} most={256} onChange={setNote} />
      <Fault text={fault} />
      <button type="submit" disabled={busy}>
        <Trans>Ask to be a contact</Trans>
      </button>
    </form>
  )
}

/** What keeps somebody away: the contact ended, restricted, blocked. */
export const Guard = ({ user, name, relation }: StandingProps & { readonly name: string }) => {
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  if (relation?.blocked)
    return (
      <section aria-label={t`Blocked`}>
        <h3>
          <Trans>
            You block <bdi>{name}</bdi>
          </Trans>
        </h3>
        <p className="hint">
          <Trans>You see nothing of what they say, and they cannot contact you.</Trans>
        </p>
        <button type="button" disabled={busy} onClick={() => run(() => parley.call('block.remove', { user }))}>
          <Trans>Unblock</Trans>
        </button>
        <Fault text={fault} />
      </section>
    )
  const restricted = relation?.restricted === true
  return (
    <section aria-label={t`Keep away`} className="guard">
      <label className="setting">
        <input
          type="checkbox"
          checked={restricted}
          disabled={busy}
          onChange={() => run(() => parley.call(restricted ? 'restriction.remove' : 'restriction.add', { user }))}
        />
        <span>
          <Trans>
            Restrict
            <span className="hint">What they write to you comes silently. They do not learn of it.</span>
          </Trans>
        </span>
      </label>
      {relation?.stands === 'contact' && (
        <Confirm
          label={t`Remove from your contacts`}
          question={t`Remove ${apart(name)} from your contacts? You are gone from theirs, too.`}
          className="quiet danger-text"
          onConfirm={() => run(() => parley.call('contact.remove', { user }))}
        />
      )}
      <Confirm
        label={t`Block`}
        name={t`Block ${name}`}
        question={t`Block ${apart(name)}? You see nothing of what they say, they cannot contact you, and they are no contact any more. They do not learn of it.`}
        className="quiet danger-text"
        onConfirm={() => run(() => parley.call('block.add', { user }))}
      />
      <Fault text={fault} />
    </section>
  )
}
