export { type EmojiPiece, emojiNamesIn, splitEmoji } from './emoji.ts'
export { type Mentions, mentionsIn, mentionToken, splitMentions, spotsOf } from './mentions.ts'
export { childrenOf, mostDepth, mostPieces, readCode, readTree } from './message-tree.ts'
