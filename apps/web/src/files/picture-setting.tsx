import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRef } from 'react'
import { Fault } from '../fault.tsx'
import { useDeed } from '../use-deed.ts'
import { Badge } from './badge.tsx'
import { useFiles } from './use-files.ts'

interface PictureSettingProps {
  readonly label: string
  /** The id of the room, space or person. Not given: of what is not there yet. */
  readonly of?: string
  /** What it is now, empty for none. */
  readonly file: string
  /** Not given: an image. */
  readonly takes?: 'image' | 'audio'
  /** That there has to be one, once there was. */
  readonly stays?: boolean
  /** Sets another one, by the id of the file, or an empty text for none. */
  readonly onChange: (file: string) => unknown
}

export const PictureSetting = ({ label, of, file, takes = 'image', stays, onChange }: PictureSettingProps) => {
  const files = useFiles()
  const chosen = useRef<HTMLInputElement>(null)
  const { run, busy, fault } = useDeed()
  const set = (given: File) => run(async () => onChange((await files.put(given, given.name)).file))
  return (
    <fieldset className="picture-setting">
      <legend>{label}</legend>
      {file !== '' && takes === 'image' && (
        <span className="shown-picture">
          <Badge of={of} file={file} />
        </span>
      )}
      <input
        ref={chosen}
        type="file"
        accept={`${takes}/*`}
        hidden
        aria-label={t`${label} to upload`}
        onChange={({ target }) => {
          const [given] = target.files ?? []
          if (given) void set(given)
          target.value = ''
        }}
      />
      <button type="button" disabled={busy} onClick={() => chosen.current?.click()}>
        {busy
          ? t`Uploading…`
          : file !== ''
            ? t`Choose another`
            : takes === 'image'
              ? t`Choose a picture`
              : t`Choose a sound`}
      </button>
      {file !== '' && !stays && (
        <button type="button" className="quiet" disabled={busy} onClick={() => void run(async () => onChange(''))}>
          <Trans>Remove</Trans>
        </button>
      )}
      <Fault text={fault} />
    </fieldset>
  )
}
