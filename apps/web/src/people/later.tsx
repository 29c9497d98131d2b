/** What is shown of how one stands with others, and of who is there. It comes when the page is there: the first load does without. */
import { type ComponentProps, lazy, Suspense } from 'react'
import { once } from '../later.ts'

const load = once(() => import('./parts.ts'))

type Parts = typeof import('./parts.ts')

const whole = <Name extends keyof Parts>(name: Name) => lazy(async () => ({ default: (await load())[name] }))

const Nothing = () => null

/** Where this does not come, nothing is amiss with what it stands beside. */
const small = <Name extends keyof Parts>(name: Name) =>
  lazy(async () => ({
    default: await load().then(
      (parts) => parts[name],
      () => Nothing as unknown as Parts[Name],
    ),
  }))

const parts = {
  ContactsPane: whole('ContactsPane'),
  PersonPane: whole('PersonPane'),
  BlockedHere: small('BlockedHere'),
  ContactsLink: small('ContactsLink'),
  OwnDot: small('OwnDot'),
  OwnPresence: small('OwnPresence'),
  PresenceDot: small('PresenceDot'),
  PresenceLine: small('PresenceLine'),
}

export const ContactsPane = () => (
  <Suspense fallback={<p className="empty">Loading…</p>}>
    <parts.ContactsPane />
  </Suspense>
)

export const PersonPane = (props: ComponentProps<Parts['PersonPane']>) => (
  <Suspense fallback={<div className="beside" />}>
    <parts.PersonPane {...props} />
  </Suspense>
)

export const BlockedHere = (props: ComponentProps<Parts['BlockedHere']>) => (
  <Suspense>
    <parts.BlockedHere {...props} />
  </Suspense>
)

export const ContactsLink = () => (
  <Suspense>
    <parts.ContactsLink />
  </Suspense>
)

export const OwnDot = () => (
  <Suspense>
    <parts.OwnDot />
  </Suspense>
)

export const OwnPresence = () => (
  <Suspense>
    <parts.OwnPresence />
  </Suspense>
)

export const PresenceDot = (props: ComponentProps<Parts['PresenceDot']>) => (
  <Suspense>
    <parts.PresenceDot {...props} />
  </Suspense>
)

/** Of two lines or one, so that nothing moves when it comes. */
export const PresenceLine = (props: ComponentProps<Parts['PresenceLine']>) => (
  <Suspense fallback={<p className="topic presence-line" />}>
    <parts.PresenceLine {...props} />
  </Suspense>
)
