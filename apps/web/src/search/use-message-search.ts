/** Asks for what was written, and for more of it. */
import { plural, t } from '@lingui/core/macro'
import type { Input, Output, Parley } from '@parley/client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'
import { parseQuery, type Query } from './search-query.ts'

type Question = Input<'message.search'>
export type Hit = Output<'message.search'>['hits'][number]

/** A sentence for whoever searches. */
class Unclear extends Error {}

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

const roomsCalled = (parley: Parley, open: string | undefined, names: readonly string[]): string[] =>
  names.flatMap((name) => {
    if (name === 'here' && open) return [open]
    const named = parley.roomList.filter((room) => fold(room.name) === fold(name))
    const found = named.length > 0 ? named : parley.roomList.filter((room) => fold(room.name).startsWith(fold(name)))
    if (found.length === 0) throw new Unclear(t`No conversation is called ${name}.`)
    return found.map(({ id }) => id)
  })

const peopleCalled = async (parley: Parley, me: string, names: readonly string[]): Promise<string[]> => {
  const found = await Promise.all(
    names.map(async (name) => {
      if (name === 'me') return [me]
      const { users } = await parley.call('user.search', { name })
      parley.people.learn(users)
      const exact = users.filter((user) => fold(user.name) === fold(name))
      if (users.length === 0) throw new Unclear(t`Nobody is called ${name}.`)
      return (exact.length > 0 ? exact : users).map(({ user }) => user)
    }),
  )
  return found.flat()
}

const list = (member: keyof Question, ids: readonly string[]) =>
  ids.length > 0 ? { [member]: [...new Set(ids)].slice(0, 50) } : {}

const questionOf = async (parley: Parley, me: string, open: string | undefined, query: Query): Promise<Question> => {
  if (query.fault) throw new Unclear(query.fault)
  return {
    threads: true,
    ...(query.text ? { text: query.text } : {}),
    ...list('authors', await peopleCalled(parley, me, query.from)),
    ...list('not_authors', await peopleCalled(parley, me, query.notFrom)),
    ...list('mentions', await peopleCalled(parley, me, query.mentions)),
    ...list('not_mentions', await peopleCalled(parley, me, query.notMentions)),
    ...list('rooms', roomsCalled(parley, open, query.in)),
    ...list('not_rooms', roomsCalled(parley, open, query.notIn)),
    ...(query.before === undefined ? {} : { before: query.before }),
    ...(query.after === undefined ? {} : { after: query.after }),
    ...(query.has.length > 0 ? { has: [...new Set(query.has)] } : {}),
    ...(query.notHas.length > 0 ? { not_has: [...new Set(query.notHas)] } : {}),
  }
}

interface Found {
  readonly hits: readonly Hit[]
  readonly note: string
  readonly fault?: string
  readonly next?: string | undefined
  readonly question?: Question
}

const nothing: Found = { hits: [], note: '' }

const noteOf = (hits: readonly Hit[], next: string | undefined): string => {
  if (hits.length === 0)
    return next
      ? t`Nothing so far.`
      : t`Nothing found. Try fewer or other words, or the beginning of one with a star behind it.`
  return next
    ? plural(hits.length, { one: '# or more messages found', other: '# or more messages found' })
    : plural(hits.length, { one: '# message found', other: '# messages found' })
}

const mostPages = 20

/** Pages may be empty where looking takes long: a few are gone through by themselves. */
const readOn = async (parley: Parley, question: Question, before: readonly Hit[], from?: string): Promise<Found> => {
  const hits = [...before]
  let next = from
  for (let page = 0; page < mostPages; page++) {
    const answer = await parley.call('message.search', { ...question, ...(next ? { next } : {}) })
    hits.push(...answer.hits)
    next = answer.next
    if (answer.hits.length > 0 || !next) break
  }
  return { hits, next, question, note: noteOf(hits, next) }
}

export const useMessageSearch = (open: string | undefined) => {
  const { parley, me } = useChat()
  const [found, setFound] = useState(nothing)
  const [busy, setBusy] = useState(false)
  const turn = useRef(0)
  useEffect(
    () => () => {
      turn.current++
    },
    [],
  )

  const take = useCallback(async (work: () => Promise<Found>, kept: Found) => {
    const own = ++turn.current
    setBusy(true)
    const answer = await work().catch((error: unknown) => ({
      ...kept,
      fault: error instanceof Unclear ? error.message : errorText(error),
    }))
    if (own !== turn.current) return
    setFound(answer)
    setBusy(false)
  }, [])

  const search = (written: string) => {
    if (!written.trim()) return setFound(nothing)
    return take(async () => readOn(parley, await questionOf(parley, me, open, parseQuery(written)), []), nothing)
  }
  const more = () => {
    const { question, hits, next } = found
    return question && take(() => readOn(parley, question, hits, next), found)
  }
  return { ...found, busy, search, more }
}
