/** For tests of the page in a browser. */
export { hostileTexts } from './src/timeline/hostile-texts.ts'
export { mostDepth, mostPieces } from './src/timeline/message-tree.ts'
