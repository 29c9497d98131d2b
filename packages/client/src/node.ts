/** What only programs in Node can have. */
export { fileStore, type OpenFileStore } from './file-store.ts'
