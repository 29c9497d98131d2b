/** The pictures that are looked at, before all else. */
import type { AttachedFile } from '@parley/client'
import type { AskedFile } from '@parley/client/files'
import { useHost } from '../host/host.ts'
import { Shown, useShown } from '../host/shown.ts'

export interface Seen {
  readonly file: AttachedFile
  readonly asked: AskedFile
}

export interface OpenGallery {
  readonly pictures: readonly Seen[]
  /** Which one is looked at first. */
  readonly at: number
}

export class GalleryPlace extends Shown<OpenGallery> {
  readonly openGallery = (pictures: readonly Seen[], file: string): void => {
    const at = pictures.findIndex((picture) => picture.file.file === file)
    this.show({ pictures, at: Math.max(0, at) })
  }

  readonly closeGallery = (): void => this.show(undefined)
}

export const useGallery = (): OpenGallery | undefined => useShown(useHost().gallery)
