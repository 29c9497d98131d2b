import { t } from '@lingui/core/macro'
import type { AttachedFile, Message } from '@parley/client'
import { useChat } from '../chat/chat-context.ts'
import { FileShown, SaveAll, StickerPicture } from './later.tsx'
import { frameOf, shownAs } from './shape.ts'

/** What a message says that has no caption. A copy of what the SDK does, whose part for files comes later than the page. */
export const isCaptioned = ({ text, files }: Pick<Message, 'text' | 'files'>): boolean =>
  text !== files?.map(({ name }) => name).join(', ')

interface MessageFilesProps {
  /** Its id. */
  readonly room: string
  /** Position of the message, once it is sent. */
  readonly seq: number | undefined
  readonly by: string
  readonly files: readonly AttachedFile[]
  readonly bank?: Message['bank']
}

/** The place of each is there before what shows it: nothing moves when that comes, nor when the bytes do. */
export const MessageFiles = ({ room, seq, by, files, bank }: MessageFilesProps) => {
  const { me } = useChat()
  const isAlone = files.length === 1
  const isOwn = by === me && !bank
  const asked = (file: string) => (isOwn || seq === undefined ? { file } : { file, room, seq })
  return (
    <div className="files">
      <ul aria-label={isAlone ? t`File` : t`${files.length} files`}>
        {files.map((file) => (
          <li
            key={file.file}
            className={bank ? `${shownAs(file)} banked` : shownAs(file)}
            style={frameOf(file, isAlone)}
          >
            {bank && shownAs(file) === 'picture' ? (
              <StickerPicture file={file} asked={asked(file.file)} />
            ) : (
              <FileShown room={room} file={file} asked={asked(file.file)} />
            )}
          </li>
        ))}
      </ul>
      {!isAlone && (
        <div className="save-all">
          <SaveAll files={files.map((file) => ({ file, asked: asked(file.file) }))} />
        </div>
      )}
    </div>
  )
}
