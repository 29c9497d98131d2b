import {
  type AskedFile,
  type FileLinks,
  type Files,
  filesOf,
  indexedDbUploads,
  type LinkedFile,
  type Upload,
  type UploadStore,
} from '@parley/client/files'
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { useHost } from '../host/host.ts'
import { uploadsOf } from '../kept/uploads.ts'

/** Nothing where the browser keeps nothing. */
const storeOf = (user: string): UploadStore | undefined => {
  try {
    return indexedDB && indexedDbUploads(uploadsOf(user))
  } catch {
    return undefined
  }
}

/** Those of who is logged in; what is under way outlives the page, where that is our own. */
export const useFiles = (): Files => {
  const { parley, me } = useChat()
  const { isOwn } = useHost()
  return useMemo(() => {
    const store = isOwn ? storeOf(me) : undefined
    return filesOf(parley, store ? { store } : {})
  }, [isOwn, parley, me])
}

/** What is good of a file while somebody looks: another thing when it is renewed. */
export const useLinks = (asked: AskedFile): { readonly linked: LinkedFile; readonly links: FileLinks | undefined } => {
  const files = useFiles()
  const { file, room, seq } = asked
  const linked = useMemo(
    () => files.linksTo({ file, ...(room === undefined ? {} : { room }), ...(seq === undefined ? {} : { seq }) }),
    [files, file, room, seq],
  )
  const links = useSyncExternalStore(linked.subscribe, () => linked.links)
  return { linked, links }
}

/** Drawn again when one of them changes. */
export const useUploads = (room: string): readonly Upload[] => {
  const files = useFiles()
  const uploads = useSyncExternalStore(files.subscribe, () => files.uploads(room))
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = uploads.map((upload) => upload.subscribe(listener))
      return () => {
        for (const stop of stops) stop()
      }
    },
    [uploads],
  )
  useSyncExternalStore(subscribe, () => uploads.map(({ version }) => version).join())
  return uploads
}
