import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { isEvent } from '@parley/client'
import { useEffect, useRef, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { newsText, type SpaceDeed } from './news-text.ts'
import { useSpaces } from './use-spaces.ts'

/** What was done to one in spaces, and why, until one has read it. */
export const SpaceNews = () => {
  const { news, dismiss } = useNews()
  if (news.length === 0) return null
  return (
    <section className="returned" aria-label={t`What was done to you in spaces`}>
      <ul>
        {news.map((one) => (
          <li key={one.text}>
            <p role="alert" dir="auto">
              {one.text}
            </p>
            <button type="button" className="quiet" onClick={() => dismiss(one)}>
              <Trans>Dismiss</Trans>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface News {
  readonly space: string
  readonly text: string
}

/** Of one space, the last. Its name is that which it had when one lived there. */
const useNews = () => {
  const { parley } = useChat()
  const spaces = useSpaces()
  const names = useRef(new Map<string, string>())
  const [news, setNews] = useState<readonly News[]>([])
  useEffect(() => {
    const note = () => {
      for (const { id, name } of spaces.list) names.current.set(id, name)
    }
    note()
    return spaces.subscribe(note)
  }, [spaces])
  useEffect(() => {
    const take = (deed: SpaceDeed) => {
      const { space } = deed.is
      const text = newsText(deed, names.current.get(space))
      setNews((before) => [...before.filter((one) => one.space !== space), ...(text ? [{ space, text }] : [])])
    }
    return parley.on('event', (event) => {
      if (isEvent(event, 'space.left') || isEvent(event, 'space.timed_out')) take(event)
    })
  }, [parley])
  const dismiss = (one: News) => setNews((before) => before.filter((other) => other !== one))
  return { news, dismiss }
}
