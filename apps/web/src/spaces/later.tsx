/** What is shown of spaces, loaded when the page is there: the first load does without. */
import { type ComponentProps, lazy, Suspense } from 'react'

/** A server of another build may answer the next time. In milliseconds. */
const waits = [0, 500, 2_000]

const load = async (): Promise<typeof import('./parts.ts')> => {
  for (const wait of waits) {
    await new Promise((resolve) => setTimeout(resolve, wait))
    try {
      return await import('./parts.ts')
    } catch {} // the last one says why
  }
  return import('./parts.ts')
}

type Parts = typeof import('./parts.ts')

let loading: Promise<Parts> | undefined
const part = <Name extends keyof Parts>(name: Name) =>
  lazy(async () => {
    loading ??= load()
    return { default: (await loading)[name] }
  })

const parts = {
  Rail: part('Rail'),
  SpaceRooms: part('SpaceRooms'),
  SpaceMain: part('SpaceMain'),
  SpacePane: part('SpacePane'),
}

/** The column is there from the start, so that nothing moves when they come. */
export const Rail = (props: ComponentProps<Parts['Rail']>) => (
  <Suspense fallback={<div className="rail" />}>
    <parts.Rail {...props} />
  </Suspense>
)

export const SpaceRooms = (props: ComponentProps<Parts['SpaceRooms']>) => (
  <Suspense fallback={<div className="rooms" />}>
    <parts.SpaceRooms {...props} />
  </Suspense>
)

export const SpaceMain = (props: ComponentProps<Parts['SpaceMain']>) => (
  <Suspense fallback={<p className="empty">Loading…</p>}>
    <parts.SpaceMain {...props} />
  </Suspense>
)

export const SpacePane = (props: ComponentProps<Parts['SpacePane']>) => (
  <Suspense fallback={<div className="beside" />}>
    <parts.SpacePane {...props} />
  </Suspense>
)
