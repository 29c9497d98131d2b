import { t } from '@lingui/core/macro'
import type { Room } from '@parley/client'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { Fault } from '../fault.tsx'
import { AttachIcon } from '../icons.tsx'
import { Menu, MenuItem } from '../menu/menu.tsx'
import type { Attachments } from './attachments.ts'
import { Pending } from './pending.tsx'
import { Recorder } from './recorder.tsx'
import { useDropped } from './use-dropped.ts'
import { useFiles, useUploads } from './use-files.ts'

/** As the server has it. */
const mostFiles = 10

interface AttachProps {
  readonly room: Room
  /** Tells the composer what there is to be sent, and where that is nothing. */
  readonly onChange: (attached: Attachments | undefined) => void
}

/** What is attached to the message that is being written, and what attaches more. */
export const Attach = ({ room, onChange }: AttachProps) => {
  const files = useFiles()
  const uploads = useUploads(room.id)
  const [fault, setFault] = useState<string>()
  const [isRecording, setRecording] = useState(false)
  const place = useRef<HTMLButtonElement>(null)
  const count = uploads.length
  const isUp = uploads.every(({ state }) => state === 'uploaded')

  useEffect(() => {
    onChange(count > 0 ? { isUp, send: (caption, options) => files.send(room, caption, options) } : undefined)
  }, [files, room, count, isUp, onChange])

  const add = (given: readonly File[]) => {
    const left = mostFiles - files.uploads(room.id).length
    setFault(given.length > left ? t`A message has ${mostFiles} files at most. Send these first.` : undefined)
    for (const file of given.slice(0, left)) files.upload(room.id, file, file.name)
  }
  useDropped(place, add)

  return (
    <>
      {count > 0 && (
        <ul className="pending" aria-label={t`Attached`}>
          {uploads.map((upload) => (
            <Pending key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
      {fault && (
        <div className="attach-fault">
          <Fault text={fault} />
        </div>
      )}
      {isRecording && (
        <Recorder
          onDone={(blob, name, waveform) => files.upload(room.id, blob, name, { waveform })}
          onClose={() => setRecording(false)}
        />
      )}
      <AttachButton opener={place} onFiles={add} onRecord={() => setRecording(true)} />
    </>
  )
}

interface AttachButtonProps {
  readonly opener: RefObject<HTMLButtonElement | null>
  readonly onFiles: (files: readonly File[]) => void
  readonly onRecord: () => void
}

const canRecord = (): boolean => typeof MediaRecorder === 'function' && navigator.mediaDevices !== undefined

const AttachButton = ({ opener, onFiles, onRecord }: AttachButtonProps) => {
  const [isOpen, setOpen] = useState(false)
  const chosen = useRef<HTMLInputElement>(null)
  const taken = useRef<HTMLInputElement>(null)
  const close = useRef(() => setOpen(false)).current
  const pick = (act: () => void) => () => {
    close()
    act()
  }
  const take = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
    onFiles([...(currentTarget.files ?? [])])
    currentTarget.value = '' // the same one may be chosen again
  }
  return (
    <>
      <button
        type="button"
        ref={opener}
        className="icon attach"
        aria-label={t`Attach`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <AttachIcon />
      </button>
      <input ref={chosen} type="file" multiple hidden aria-label={t`Files to attach`} onChange={take} />
      <input
        ref={taken}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label={t`Picture to take`}
        onChange={take}
      />
      {isOpen && (
        <Menu label={t`Attach`} opener={opener} onClose={close}>
          <MenuItem label={t`Files`} onPick={pick(() => chosen.current?.click())} />
          <MenuItem label={t`Take a picture`} onPick={pick(() => taken.current?.click())} />
          {canRecord() && <MenuItem label={t`Record a voice message`} onPick={pick(onRecord)} />}
        </Menu>
      )}
    </>
  )
}
