/** The conversations: who is not logged in does without them until they begin to log in. */
import { type ComponentProps, lazy, Suspense } from 'react'
import { once } from '../later.ts'

const load = once(() => import('./chat.tsx'))

const parts = { Chat: lazy(async () => ({ default: (await load()).Chat })) }

/** For who will want them in a moment. That they do not come is said where they are to be shown. */
export const beginChat = (): void => void load().catch(() => {})

export const Chat = (props: ComponentProps<typeof parts.Chat>) => (
  <Suspense fallback={<Coming />}>
    <parts.Chat {...props} />
  </Suspense>
)

/** As the page will stand, so that nothing jumps when it does. */
export const Coming = () => (
  <div className="shell coming">
    <p className="unseen" role="status">
      Opening Parley…
    </p>
    <div className="top" />
    <div className="rail" />
    <div className="rooms">
      {Array.from({ length: 6 }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={place} className="coming-line" />
      ))}
    </div>
    <main />
  </div>
)
