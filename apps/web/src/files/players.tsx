import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { AttachedFile } from '@parley/client'
import type { AskedFile } from '@parley/client/files'
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { clockText } from '../group/pauses.ts'
import { PauseIcon, PlayIcon } from '../icons.tsx'
import { tame } from '../tame.ts'
import { bytesText } from './file-text.ts'
import { useAddress } from './picture.tsx'
import { Save } from './save.tsx'
import { voiceSeconds } from './shape.ts'

interface PlayerProps {
  readonly file: AttachedFile
  readonly asked: AskedFile
}

/** A link may end while one listens: it goes on by another one, from where it was. */
const useSource = (asked: AskedFile) => {
  const place = useRef(0)
  const source = useAddress(asked, (links) => links?.whole)
  return {
    ...source,
    events: {
      onTimeUpdate: ({ currentTarget }: { readonly currentTarget: HTMLMediaElement }) => {
        if (currentTarget.currentTime > 0) place.current = currentTarget.currentTime
      },
      onLoadedMetadata: ({ currentTarget }: { readonly currentTarget: HTMLMediaElement }) => {
        if (place.current > 0) currentTarget.currentTime = place.current
      },
      onError: source.fail,
    },
  }
}

export const Video = ({ file, asked }: PlayerProps) => {
  const { address, links, isGone, events, crossOrigin } = useSource(asked)
  if (isGone) return <Gone />
  return (
    <video
      controls
      playsInline
      preload="metadata"
      src={address}
      crossOrigin={crossOrigin}
      poster={links?.large}
      aria-label={tame(links?.alt ?? file.name)}
      {...events}
    />
  )
}

export const Sound = ({ file, asked }: PlayerProps) => {
  const { address, links, isGone, events, crossOrigin } = useSource(asked)
  if (isGone) return <Gone />
  return (
    <>
      <div className="file-line">
        <span className="file-name">
          <bdi>{tame(file.name)}</bdi>
          <small>{bytesText(file.size)}</small>
        </span>
        <Save file={file} links={links} />
      </div>
      <audio
        controls
        preload="metadata"
        src={address}
        crossOrigin={crossOrigin}
        aria-label={tame(file.name)}
        {...events}
      />
    </>
  )
}

const Gone = () => (
  <span className="gone">
    <Trans>This recording is no longer there.</Trans>
  </span>
)

/** What is not told is drawn as silence. */
const silence: readonly number[] = Array.from({ length: 40 }, () => 0)

export const Voice = ({ file, asked }: PlayerProps) => {
  const { address, links, isGone, events, crossOrigin } = useSource(asked)
  const audio = useRef<HTMLAudioElement>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const seconds = Math.max(1, voiceSeconds(file) ?? 1)
  const toggle = () => {
    if (isPlaying) audio.current?.pause()
    else void audio.current?.play().catch(() => setPlaying(false))
  }
  const seek = (to: number) => {
    const place = Math.max(0, Math.min(seconds, to))
    if (audio.current) audio.current.currentTime = place
    setAt(place)
  }
  if (isGone) return <Gone />
  return (
    <div className="voice-line">
      <button
        type="button"
        className="icon primary"
        aria-label={isPlaying ? t`Pause` : t`Play the voice message`}
        disabled={!address}
        onClick={toggle}
      >
        {isPlaying ? <PauseIcon /> : <PlayIcon />}
      </button>
      <Waveform bars={links?.waveform ?? silence} at={at} seconds={seconds} onSeek={seek} />
      <span className="voice-time">{clockText(Math.round(isPlaying || at > 0 ? at : seconds))}</span>
      <audio
        ref={audio}
        preload="metadata"
        src={address}
        crossOrigin={crossOrigin}
        {...events}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onTimeUpdate={(event) => {
          events.onTimeUpdate(event)
          setAt(event.currentTarget.currentTime)
        }}
        onEnded={() => setAt(0)}
      />
    </div>
  )
}

interface WaveformProps {
  /** From 0 to 255. */
  readonly bars: readonly number[]
  /** Seconds. */
  readonly at: number
  readonly seconds: number
  readonly onSeek: (seconds: number) => void
}

const stepSeconds = 5
const keys: Readonly<Record<string, (at: number, end: number) => number>> = {
  ArrowRight: (at) => at + stepSeconds,
  ArrowLeft: (at) => at - stepSeconds,
  Home: () => 0,
  End: (_, end) => end,
}

const Waveform = ({ bars, at, seconds, onSeek }: WaveformProps) => {
  const step = (event: KeyboardEvent) => {
    const to = keys[event.key]
    if (!to) return
    event.preventDefault()
    onSeek(to(at, seconds))
  }
  const press = ({ clientX, currentTarget }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    onSeek(((clientX - left) / width) * seconds)
  }
  const past = Math.round((at / seconds) * bars.length)
  return (
    <div
      className="waveform"
      role="slider"
      tabIndex={0}
      aria-label={t`Place in the recording`}
      aria-valuemin={0}
      aria-valuemax={seconds}
      aria-valuenow={Math.round(at)}
      aria-valuetext={t`${clockText(Math.round(at))} of ${clockText(seconds)}`}
      onKeyDown={step}
      onPointerDown={press}
    >
      <svg viewBox={`0 0 ${bars.length * 3} 32`} preserveAspectRatio="none" aria-hidden="true">
        <path className="past" d={pathOf(bars, 0, past)} />
        <path d={pathOf(bars, past, bars.length)} />
      </svg>
    </div>
  )
}

/** Each bar is a line, from the place `from` up to before `to`. */
const pathOf = (bars: readonly number[], from: number, to: number): string =>
  bars
    .slice(from, to)
    .map((bar, place) => {
      const height = 2 + (bar / 255) * 28
      return `M${(from + place) * 3 + 1} ${16 - height / 2}v${height}`
    })
    .join('')
