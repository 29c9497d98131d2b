import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useLayoutEffect, useRef, useState, type WheelEvent } from 'react'
import { useHost } from '../host/host.ts'
import { BackIcon, CloseIcon, ForthIcon, MinusIcon, PlusIcon } from '../icons.tsx'
import { tame } from '../tame.ts'
import { type OpenGallery, type Seen, useGallery } from './gallery-open.ts'
import { useAddress } from './picture.tsx'
import { Placeholder } from './placeholder.tsx'
import { Save } from './save.tsx'

const leastZoom = 1
const mostZoom = 8
const zoomStep = 1.5

const inBounds = (zoom: number): number => Math.max(leastZoom, Math.min(mostZoom, zoom))

/** To the next picture, as an arrow points to where its button is. */
const ahead = (of: Element | null): number => (of?.matches(':dir(rtl)') ? -1 : 1)

/** Where a key leads from a picture, where the last one is, and which way is ahead. */
const leaps: Readonly<Record<string, (at: number, last: number, ahead: number) => number>> = {
  ArrowLeft: (at, _, ahead) => at - ahead,
  ArrowRight: (at, _, ahead) => at + ahead,
  Home: () => 0,
  End: (_, last) => last,
}

const zooms: Readonly<Record<string, (zoom: number) => number>> = {
  '+': (zoom) => zoom * zoomStep,
  '=': (zoom) => zoom * zoomStep,
  '-': (zoom) => zoom / zoomStep,
  '0': () => 1,
}

/** The pictures of a conversation, one at a time. */
export const Gallery = () => {
  const open = useGallery()
  return open ? <Opened key={`${open.pictures[open.at]?.file.file}`} {...open} /> : null
}

const Opened = ({ pictures, at: first }: OpenGallery) => {
  const { gallery, keys } = useHost()
  const { closeGallery } = gallery
  const dialog = useRef<HTMLDialogElement>(null)
  const [at, setAt] = useState(first)
  const [zoom, setZoom] = useState(1)
  useLayoutEffect(() => {
    const opened = dialog.current
    opened?.showModal()
    return () => opened?.close()
  }, [])
  const go = (to: number) => {
    setAt(Math.max(0, Math.min(pictures.length - 1, to)))
    setZoom(1)
  }
  const zoomBy = (factor: number) => setZoom((zoom) => inBounds(zoom * factor))
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const zoomTo = zooms[event.key]
    // Where it is zoomed in, arrows move over it.
    const leap = zoom > 1 && event.key.startsWith('Arrow') ? undefined : leaps[event.key]
    if (!zoomTo && !leap) return
    event.preventDefault()
    if (zoomTo) setZoom((zoom) => inBounds(zoomTo(zoom)))
    if (leap) go(leap(at, pictures.length - 1, ahead(dialog.current)))
  }
  const latest = useRef(press)
  latest.current = press
  // What has the focus may go with the picture before.
  useEffect(() => {
    const listening = new AbortController()
    keys.addEventListener('keydown', (event) => latest.current(event as KeyboardEvent), { signal: listening.signal })
    return () => listening.abort()
  }, [keys])
  const seen = pictures[at]
  if (!seen) return null
  return (
    <dialog ref={dialog} className="gallery" aria-label={t`Pictures`} onClose={closeGallery}>
      <Looked
        key={seen.file.file}
        seen={seen}
        zoom={zoom}
        onZoom={zoomBy}
        onToggle={() => setZoom(zoom > 1 ? 1 : 2.25)}
        position={pictures.length > 1 ? t`${at + 1} of ${pictures.length}` : ''}
      />
      {pictures.length > 1 && (
        <>
          <button
            type="button"
            className="icon before"
            aria-label={t`Previous picture`}
            disabled={at === 0}
            onClick={() => go(at - 1)}
          >
            <BackIcon />
          </button>
          <button
            type="button"
            className="icon after"
            aria-label={t`Next picture`}
            disabled={at === pictures.length - 1}
            onClick={() => go(at + 1)}
          >
            <ForthIcon />
          </button>
        </>
      )}
    </dialog>
  )
}

interface LookedProps {
  readonly seen: Seen
  readonly zoom: number
  readonly onZoom: (factor: number) => void
  readonly onToggle: () => void
  /** Which of how many. */
  readonly position: string
}

const Looked = ({ seen: { file, asked }, zoom, onZoom, onToggle, position }: LookedProps) => {
  const { closeGallery } = useHost().gallery
  const { address, links, isGone, fail, crossOrigin } = useAddress(asked, (links) => links?.whole)
  const said = tame(links?.alt ?? file.name)
  const wheel = (event: WheelEvent) => {
    if (event.ctrlKey) onZoom(event.deltaY < 0 ? 1.2 : 1 / 1.2)
  }
  const { width = 1, height = 1 } = file
  return (
    <>
      <header>
        <p className="file-name">
          <bdi>{said}</bdi>
          <small role="status">{position}</small>
        </p>
        <button
          type="button"
          className="icon"
          aria-label={t`Smaller`}
          disabled={zoom <= leastZoom}
          onClick={() => onZoom(1 / zoomStep)}
        >
          <MinusIcon />
        </button>
        <button
          type="button"
          className="icon"
          aria-label={t`Larger`}
          disabled={zoom >= mostZoom}
          onClick={() => onZoom(zoomStep)}
        >
          <PlusIcon />
        </button>
        <Save file={file} links={links} />
        <button type="button" className="icon" aria-label={t`Close`} onClick={closeGallery}>
          <CloseIcon />
        </button>
      </header>
      <div className="looked" tabIndex={zoom > 1 ? 0 : -1} onWheel={wheel}>
        <div
          className="canvas"
          style={{
            width: `min(${zoom * 100}%, ${zoom} * ${width}px, ${zoom} * (100vh - 76px) * ${width / height})`,
            aspectRatio: `${width} / ${height}`,
          }}
        >
          <Placeholder thumbhash={file.thumbhash} />
          {isGone && (
            <span className="gone">
              <Trans>This picture is no longer there.</Trans>
            </span>
          )}
          {address && !isGone && (
            <img
              src={address}
              crossOrigin={crossOrigin}
              alt={said}
              onError={fail}
              onDoubleClick={onToggle}
              draggable={false}
            />
          )}
        </div>
      </div>
    </>
  )
}
