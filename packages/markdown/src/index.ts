export { type EmojiPiece, emojiNamesIn, splitEmoji } from './emoji.ts'
export { linksIn, mayHaveLinks } from './links.ts'
export { type Mentions, mentionsIn, mentionToken, splitMentions, spotsOf } from './mentions.ts'
export { childrenOf, mostDepth, mostPieces, readCode, readTree } from './message-tree.ts'
