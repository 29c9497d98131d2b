/** What is shown of spaces, loaded when the page is there: the first load does without. */
import { type ComponentProps, Suspense } from 'react'
import { type Parts, part } from '../later.ts'
import { Loading } from '../loading.tsx'

const parts = {
  Rail: part('Rail'),
  SpaceRooms: part('SpaceRooms'),
  SpaceNews: part('SpaceNews'),
  SpaceMain: part('SpaceMain'),
  SpacePane: part('SpacePane'),
  ServerBank: part('ServerBank'),
}

/** The column is there from the start, so that nothing moves when they come. */
export const Rail = (props: ComponentProps<Parts['Rail']>) => (
  <Suspense fallback={<div className="rail" />}>
    <parts.Rail {...props} />
  </Suspense>
)

/** Nothing while it is loaded: what is told until then is rare. */
export const SpaceNews = () => (
  <Suspense>
    <parts.SpaceNews />
  </Suspense>
)

export const ServerBank = () => (
  <Suspense>
    <parts.ServerBank />
  </Suspense>
)

export const SpaceRooms = (props: ComponentProps<Parts['SpaceRooms']>) => (
  <Suspense fallback={<div className="rooms" />}>
    <parts.SpaceRooms {...props} />
  </Suspense>
)

export const SpaceMain = (props: ComponentProps<Parts['SpaceMain']>) => (
  <Suspense fallback={<Loading />}>
    <parts.SpaceMain {...props} />
  </Suspense>
)

export const SpacePane = (props: ComponentProps<Parts['SpacePane']>) => (
  <Suspense fallback={<div className="beside" />}>
    <parts.SpacePane {...props} />
  </Suspense>
)
