import { t } from '@lingui/core/macro'
import type { AttachedFile, Message, Room } from '@parley/client'
import type { AskedFile } from '@parley/client/files'
import { useChat } from '../chat/chat-context.ts'
import { useHost } from '../host/host.ts'
import { FileIcon } from '../icons.tsx'
import { tame } from '../tame.ts'
import { bytesText } from './file-text.ts'
import type { Seen } from './gallery-open.ts'
import { Picture } from './picture.tsx'
import { Sound, Video, Voice } from './players.tsx'
import { Save } from './save.tsx'
import { shownAs } from './shape.ts'
import { useLinks } from './use-files.ts'

interface FileShownProps {
  /** Its id. */
  readonly room: string
  readonly file: AttachedFile
  readonly asked: AskedFile
}

export const FileShown = ({ room, file, asked }: FileShownProps) => {
  const { openGallery } = useHost().gallery
  const picturesOf = usePictures(room)
  switch (shownAs(file)) {
    case 'picture':
      return (
        <Picture
          file={file}
          asked={asked}
          size="large"
          onOpen={() => openGallery(picturesOf({ file, asked }), file.file)}
        />
      )
    case 'video':
      return <Video file={file} asked={asked} />
    case 'voice':
      return <Voice file={file} asked={asked} />
    case 'audio':
      return <Sound file={file} asked={asked} />
    default:
      return <FileLine file={file} asked={asked} />
  }
}

/** Of messages that are loaded, the oldest first. */
const picturesIn = (messages: readonly Message[], { id }: Pick<Room, 'id'>, me: string): Seen[] =>
  messages.flatMap(({ files = [], bank, seq, by }) =>
    files
      .filter((file) => !bank && shownAs(file) === 'picture')
      .map((file) => ({
        file,
        asked: by === me || seq === undefined ? { file: file.file } : { file: file.file, room: id, seq },
      })),
  )

/** The pictures of a room, as far as they are loaded; one that is shown is among them in any case. */
const usePictures = (room: string): ((shown: Seen) => readonly Seen[]) => {
  const { parley, me } = useChat()
  return (shown) => {
    const opened = parley.rooms.get(room)
    const all = opened ? picturesIn(opened.excerpt?.messages ?? opened.messages, opened, me) : []
    return all.some(({ file }) => file.file === shown.file.file) ? all : [shown]
  }
}

export const FileLine = ({ file, asked }: Omit<FileShownProps, 'room'>) => {
  const { links } = useLinks(asked)
  const isGone = links !== undefined && links.whole === undefined
  return (
    <div className="file-line">
      <FileIcon />
      <span className="file-name">
        <bdi>{tame(file.name)}</bdi>
        <small>{isGone ? t`no longer there` : bytesText(file.size)}</small>
      </span>
      <Save file={file} links={links} />
    </div>
  )
}
