import { type RefObject, useEffect, useRef } from 'react'

const bringsFiles = (data: DataTransfer | null): boolean => data?.types.includes('Files') ?? false

/** Files that are dropped on the conversation in which this element is, or pasted into its message. */
export const useDropped = (within: RefObject<HTMLElement | null>, onFiles: (files: readonly File[]) => void): void => {
  const latest = useRef(onFiles)
  latest.current = onFiles
  useEffect(() => {
    const target = within.current?.closest<HTMLElement>('.room-chat, .thread-pane')
    if (!target) return undefined
    const listening = new AbortController()
    const listen = <K extends keyof HTMLElementEventMap>(kind: K, act: (event: HTMLElementEventMap[K]) => void) =>
      target.addEventListener(kind, act, { signal: listening.signal })
    const over = (isOver: boolean) => target.classList.toggle('takes-files', isOver)
    const take = (event: Event, files: FileList | undefined) => {
      if (!files?.length) return
      event.preventDefault()
      latest.current([...files])
    }
    listen('dragover', (event) => {
      if (!bringsFiles(event.dataTransfer)) return
      event.preventDefault()
      over(true)
    })
    listen('dragleave', ({ relatedTarget }) => over(relatedTarget instanceof Node && target.contains(relatedTarget)))
    listen('drop', (event) => {
      over(false)
      take(event, event.dataTransfer?.files)
    })
    // What comes with words besides, as from a word processor, is meant as words.
    listen('paste', (event) => {
      if (!event.clipboardData?.types.includes('text/plain')) take(event, event.clipboardData?.files)
    })
    return () => {
      listening.abort()
      over(false)
    }
  }, [within])
}
