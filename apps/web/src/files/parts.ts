/** All that is shown of files. */
export { Attach } from './attach.tsx'
export { Badge } from './badge.tsx'
export { EmojiPicture, StickerPicture } from './banked.tsx'
export { FileShown } from './file-shown.tsx'
export { FilesPane } from './files-pane.tsx'
export { Gallery } from './gallery.tsx'
export { PictureSetting } from './picture-setting.tsx'
export { SaveAll } from './save.tsx'
