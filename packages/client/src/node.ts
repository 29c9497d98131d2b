/** What only programs in Node can have. */
export { type FileStore, fileStore } from './file-store.ts'
