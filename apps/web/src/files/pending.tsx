import { t } from '@lingui/core/macro'
import type { Upload } from '@parley/client/files'
import { useEffect, useRef, useState } from 'react'
import { noteFault } from '../faults/faults.ts'
import { AgainIcon, CloseIcon, FileIcon, PauseIcon, PlayIcon } from '../icons.tsx'
import { tame } from '../tame.ts'
import { bytesText, fileErrorText } from './file-text.ts'

const stateText = ({ state, sent, blob, error }: Upload): string => {
  switch (state) {
    case 'uploaded':
      return bytesText(blob.size)
    case 'failed':
      return fileErrorText(error)
    case 'paused':
      return t`Paused at ${bytesText(sent)} of ${bytesText(blob.size)}`
    default:
      return error
        ? t`Waiting: ${bytesText(sent)} of ${bytesText(blob.size)}`
        : t`${bytesText(sent)} of ${bytesText(blob.size)}`
  }
}

/** A file on its way, and what one may do about that. */
export const Pending = ({ upload }: { readonly upload: Upload }) => {
  const { name, state, sent, blob } = upload
  const shown = tame(name)
  const isPicture = blob.type.startsWith('image/')
  return (
    <li className={`upload ${state}`} aria-label={shown}>
      {isPicture ? <Preview blob={blob} /> : <FileIcon />}
      <span className="file-name">
        <bdi>{shown}</bdi>
        <small className={state === 'failed' ? 'fault' : ''} role={state === 'failed' ? 'alert' : undefined}>
          {stateText(upload)}
        </small>
        {state !== 'uploaded' && state !== 'failed' && (
          <progress aria-label={t`Upload of ${shown}`} value={sent} max={Math.max(1, blob.size)} />
        )}
        {state === 'uploaded' && isPicture && <Alt upload={upload} name={shown} />}
      </span>
      {(state === 'uploading' || state === 'waiting') && (
        <button type="button" className="icon" aria-label={t`Pause ${shown}`} onClick={() => upload.pause()}>
          <PauseIcon />
        </button>
      )}
      {state === 'paused' && (
        <button type="button" className="icon" aria-label={t`Go on with ${shown}`} onClick={() => upload.resume()}>
          <PlayIcon />
        </button>
      )}
      {state === 'failed' && (
        <button type="button" className="icon" aria-label={t`Try ${shown} again`} onClick={() => upload.resume()}>
          <AgainIcon />
        </button>
      )}
      <button type="button" className="icon" aria-label={t`Remove ${shown}`} onClick={() => void upload.cancel()}>
        <CloseIcon />
      </button>
    </li>
  )
}

/** Said when one has gone on, and not with each letter. */
const Alt = ({ upload, name }: { readonly upload: Upload; readonly name: string }) => {
  const [alt, setAlt] = useState(upload.description.alt ?? '')
  const say = () => {
    if (alt.trim() !== (upload.description.alt ?? '')) upload.describe({ alt: alt.trim() }).catch(noteFault)
  }
  return (
    <input
      type="text"
      maxLength={1_024}
      value={alt}
      placeholder={t`What is on it, for those who cannot see it`}
      aria-label={t`What is on ${name}, for those who cannot see it`}
      onChange={({ target }) => setAlt(target.value)}
      onBlur={say}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
        event.preventDefault() // it is no end of the message
        say()
      }}
    />
  )
}

const previewSide = 80

/** On a canvas, as the policy of the page allows no picture that has no address. */
const Preview = ({ blob }: { readonly blob: Blob }) => {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    let isWanted = true
    const draw = async () => {
      const picture = await createImageBitmap(blob, { resizeWidth: previewSide, resizeQuality: 'medium' })
      const { current } = canvas
      if (isWanted && current) {
        current.width = picture.width
        current.height = picture.height
        current.getContext('2d')?.drawImage(picture, 0, 0)
      }
      picture.close()
    }
    draw().catch(() => {}) // what is no picture is none here either
    return () => {
      isWanted = false
    }
  }, [blob])
  return <canvas ref={canvas} className="preview" width={previewSide} height={previewSide} />
}
