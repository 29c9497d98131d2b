/** What is shown of files, loaded when the page is there: the first load does without. */
import { type ComponentProps, Suspense } from 'react'
import { type Parts, part, smallPart } from '../later.ts'
import { tame } from '../tame.ts'

const parts = {
  Attach: smallPart('Attach'),
  Badge: smallPart('Badge'),
  EmojiPicture: smallPart('EmojiPicture'),
  FileShown: smallPart('FileShown'),
  FilesPane: part('FilesPane'),
  Gallery: smallPart('Gallery'),
  PictureSetting: smallPart('PictureSetting'),
  SaveAll: smallPart('SaveAll'),
  StickerPicture: smallPart('StickerPicture'),
}

/** Its place is there from the start. */
export const Attach = (props: ComponentProps<Parts['Attach']>) => (
  <Suspense fallback={<span className="icon" />}>
    <parts.Attach {...props} />
  </Suspense>
)

export const Badge = (props: ComponentProps<Parts['Badge']>) => (
  <Suspense>
    <parts.Badge {...props} />
  </Suspense>
)

/** Its name until it is there. */
export const EmojiPicture = (props: ComponentProps<Parts['EmojiPicture']>) => (
  <Suspense fallback={`:${tame(props.name)}:`}>
    <parts.EmojiPicture {...props} />
  </Suspense>
)

export const FileShown = (props: ComponentProps<Parts['FileShown']>) => (
  <Suspense>
    <parts.FileShown {...props} />
  </Suspense>
)

export const FilesPane = (props: ComponentProps<Parts['FilesPane']>) => (
  <Suspense fallback={<aside className="side" />}>
    <parts.FilesPane {...props} />
  </Suspense>
)

export const Gallery = () => (
  <Suspense>
    <parts.Gallery />
  </Suspense>
)

export const PictureSetting = (props: ComponentProps<Parts['PictureSetting']>) => (
  <Suspense>
    <parts.PictureSetting {...props} />
  </Suspense>
)

export const SaveAll = (props: ComponentProps<Parts['SaveAll']>) => (
  <Suspense>
    <parts.SaveAll {...props} />
  </Suspense>
)

export const StickerPicture = (props: ComponentProps<Parts['StickerPicture']>) => (
  <Suspense>
    <parts.StickerPicture {...props} />
  </Suspense>
)
