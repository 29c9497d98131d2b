/** All that is shown of files. */
export { Attach } from './attach.tsx'
export { FileShown } from './file-shown.tsx'
export { FilesPane } from './files-pane.tsx'
export { Gallery } from './gallery.tsx'
export { SaveAll } from './save.tsx'
