import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { type FormEvent, useId, useState } from 'react'
import { Fault } from '../fault.tsx'
import { useDeed } from '../use-deed.ts'
import { hereNow } from './moments.ts'

interface NewPollProps {
  readonly room: Room
  /** The question, as far as it is written. */
  readonly begun: string
  readonly onDone: () => void
}

const mostAnswers = 10

/** There is an empty line for one more answer. */
const withOneMore = (answers: readonly string[]): readonly string[] =>
  answers.length < mostAnswers && answers.every((answer) => answer.trim()) ? [...answers, ''] : answers

/** What is refused stays in the fields. */
export const NewPoll = ({ room, begun, onDone }: NewPollProps) => {
  const [question, setQuestion] = useState(begun)
  const [answers, setAnswers] = useState<readonly string[]>(['', ''])
  const [multiple, setMultiple] = useState(false)
  const [until, setUntil] = useState('')
  const { run, busy, fault } = useDeed()
  const id = useId()
  const given = answers.map((answer) => answer.trim()).filter(Boolean)
  const ask = (event: FormEvent) => {
    event.preventDefault()
    const closes = until === '' ? {} : { closes: { in_ms: new Date(until).getTime() - hereNow() } }
    void run(() => room.ask(question.trim(), given, { ...(multiple ? { multiple } : {}), ...closes }).then(onDone))
  }
  return (
    <form className="new-poll" onSubmit={ask}>
      <label htmlFor={`${id}-question`}>
        <Trans>Question</Trans>
      </label>
      <input
        id={`${id}-question`}
        value={question}
        maxLength={300}
        onChange={({ target }) => setQuestion(target.value)}
      />
      {answers.map((answer, place) => (
        <input
          // biome-ignore lint/suspicious/noArrayIndexKey: an answer is its place
          key={place}
          aria-label={t`Answer ${place + 1}`}
          placeholder={t`Answer ${place + 1}`}
          value={answer}
          maxLength={55}
          onChange={({ target }) => setAnswers(withOneMore(answers.toSpliced(place, 1, target.value)))}
        />
      ))}
      <label className="setting">
        <input type="checkbox" checked={multiple} onChange={({ target }) => setMultiple(target.checked)} />
        <Trans>One may choose several answers</Trans>
      </label>
      <label htmlFor={`${id}-until`}>
        <Trans>Open until (empty: until it is closed)</Trans>
      </label>
      <input id={`${id}-until`} type="datetime-local" value={until} onChange={({ target }) => setUntil(target.value)} />
      <Fault text={fault} />
      <button type="submit" className="primary" disabled={busy || question.trim() === '' || given.length < 2}>
        <Trans>Ask</Trans>
      </button>
    </form>
  )
}
