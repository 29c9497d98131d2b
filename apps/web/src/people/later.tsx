/** What is shown of how one stands with others, and of who is there. It comes when the page is there: the first load does without. */
import { type ComponentProps, Suspense } from 'react'
import { type Parts, part, smallPart } from '../later.ts'
import { Loading } from '../loading.tsx'

const parts = {
  ContactsPane: part('ContactsPane'),
  PersonPane: part('PersonPane'),
  BlockedHere: smallPart('BlockedHere'),
  ContactsLink: smallPart('ContactsLink'),
  OwnDot: smallPart('OwnDot'),
  OwnPresence: smallPart('OwnPresence'),
  PresenceDot: smallPart('PresenceDot'),
  PresenceLine: smallPart('PresenceLine'),
}

export const ContactsPane = () => (
  <Suspense fallback={<Loading />}>
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

export const PresenceLine = (props: ComponentProps<Parts['PresenceLine']>) => (
  <Suspense>
    <parts.PresenceLine {...props} />
  </Suspense>
)
