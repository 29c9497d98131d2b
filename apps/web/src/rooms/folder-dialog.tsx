import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { type FormEvent, useId, useState } from 'react'
import { apart } from '../apart.tsx'
import { useParley } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'

interface FolderDialogProps {
  readonly room: Room
  readonly onClose: () => void
}

/** The folders that there are, as one text, so that it is the same until they are others. */
const folderNames = ({ roomList }: { readonly roomList: readonly Room[] }): string =>
  JSON.stringify([...new Set(roomList.flatMap(({ preference }) => preference.folder ?? []))].toSorted())

/** A folder is there while a conversation is in it. */
export const FolderDialog = ({ room, onClose }: FolderDialogProps) => {
  const id = useId()
  const names: string[] = JSON.parse(useParley(folderNames))
  const [name, setName] = useState(room.preference.folder ?? '')
  const { run, busy, fault } = useDeed()

  const save = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      await room.keep({ folder: name.trim() })
      onClose()
    })
  }

  return (
    <Dialog title={t`Folder of ${apart(tame(room.name))}`} onClose={onClose}>
      <form onSubmit={save}>
        <div className="field">
          <label htmlFor={id}>
            <Trans>Folder</Trans>
          </label>
          <input
            id={id}
            list={`${id}-names`}
            maxLength={64}
            autoComplete="off"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
          <datalist id={`${id}-names`}>
            {names.map((known) => (
              <option key={known} value={known} />
            ))}
          </datalist>
          <p className="hint">
            <Trans>Leave it empty to take the conversation out of its folder.</Trans>
          </p>
        </div>
        <Fault text={fault} />
        <button type="submit" className="primary" disabled={busy}>
          <Trans>Save</Trans>
        </button>
      </form>
    </Dialog>
  )
}
