import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useEffect, useRef, useState } from 'react'
import { Fault } from '../fault.tsx'
import { clockText } from '../group/pauses.ts'
import { CheckIcon, CloseIcon } from '../icons.tsx'
import { voiceName } from './shape.ts'
import { barsOf, base64Of } from './waveform.ts'

interface RecorderProps {
  readonly onDone: (blob: Blob, name: string, waveform: string) => void
  readonly onClose: () => void
}

const levelMs = 100
/** As long as anybody listens, and short of what a file may be. */
const mostSeconds = 900

/** What this browser records, best first, and what such a file is called. */
const forms = [
  ['audio/ogg;codecs=opus', 'ogg'],
  ['audio/webm;codecs=opus', 'webm'],
  ['audio/mp4', 'm4a'],
] as const

const formHere = () => forms.find(([type]) => MediaRecorder.isTypeSupported(type)) ?? ['', 'webm']

interface Recording {
  /** From 0 to 1, one each tenth of a second. */
  readonly levels: readonly number[]
  /** What has been said so far, in one file; nothing more is recorded. */
  end(): Promise<Blob>
  drop(): void
}

/** How loud it is now. */
const levelIn = (analyser: AnalyserNode): number => {
  const samples = new Float32Array(analyser.fftSize)
  analyser.getFloatTimeDomainData(samples)
  return Math.min(
    1,
    samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0),
  )
}

const record = async (onLevel: (count: number) => void): Promise<Recording> => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  const sound = new AudioContext()
  const analyser = sound.createAnalyser()
  sound.createMediaStreamSource(stream).connect(analyser)
  const [type] = formHere()
  const recorder = new MediaRecorder(stream, { ...(type && { mimeType: type }), audioBitsPerSecond: 32_000 })
  const pieces: Blob[] = []
  const levels: number[] = []
  recorder.ondataavailable = ({ data }) => pieces.push(data)
  const timer = setInterval(() => {
    levels.push(levelIn(analyser))
    onLevel(levels.length)
  }, levelMs)
  const drop = () => {
    clearInterval(timer)
    for (const track of stream.getTracks()) track.stop()
    if (sound.state !== 'closed') void sound.close()
  }
  const end = () =>
    new Promise<Blob>((resolve) => {
      recorder.onstop = () => {
        drop()
        resolve(new Blob(pieces, { type: recorder.mimeType }))
      }
      recorder.stop()
    })
  recorder.start()
  return { levels, end, drop }
}

const refusal = (fault: unknown): string =>
  fault instanceof DOMException && fault.name === 'NotAllowedError'
    ? t`This page may not use the microphone. Allow it in the browser, and try again.`
    : t`There is no microphone that can be used here.`

/** In place of nothing: it records from the start, and is attached when one says so. */
export const Recorder = ({ onDone, onClose }: RecorderProps) => {
  const recording = useRef<Recording>(undefined)
  const [count, setCount] = useState(0)
  const [fault, setFault] = useState<string>()
  const seconds = Math.round((count * levelMs) / 1_000)

  useEffect(() => {
    let isWanted = true
    record(setCount).then(
      (begun) => {
        if (isWanted) recording.current = begun
        else begun.drop()
      },
      (fault: unknown) => setFault(refusal(fault)),
    )
    return () => {
      isWanted = false
      recording.current?.drop()
    }
  }, [])

  const finish = async () => {
    const { current } = recording
    if (!current) return onClose()
    const blob = await current.end()
    const [, extension] = formHere()
    const length = Math.max(1, Math.round((current.levels.length * levelMs) / 1_000))
    onDone(blob, voiceName(length, extension), base64Of(barsOf(current.levels)))
    onClose()
  }
  const isFull = seconds >= mostSeconds
  useEffect(() => {
    if (isFull) void finish()
  })

  return (
    <fieldset className="recorder" aria-label={t`Voice message`}>
      {fault ? (
        <Fault text={fault} />
      ) : (
        <p role="timer">
          <Trans>
            <span className="recording" aria-hidden="true" /> Recording {clockText(seconds)}
          </Trans>
        </p>
      )}
      <button type="button" className="icon" aria-label={t`Discard the recording`} onClick={onClose}>
        <CloseIcon />
      </button>
      {!fault && (
        <button
          type="button"
          className="icon primary"
          aria-label={t`Attach the recording`}
          disabled={count === 0}
          onClick={() => void finish()}
        >
          <CheckIcon />
        </button>
      )}
    </fieldset>
  )
}
