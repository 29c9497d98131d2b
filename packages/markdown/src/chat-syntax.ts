/**
 * Markdown as people write it in a chat: bare links, ~~struck out~~, tables and tasks. These are GitHub's extensions
 * without its footnotes, and without the part that writes markdown.
 */
import type { Root } from 'mdast'
import { fromMarkdown, type Options } from 'mdast-util-from-markdown'
import { gfmAutolinkLiteralFromMarkdown } from 'mdast-util-gfm-autolink-literal'
import { gfmStrikethroughFromMarkdown } from 'mdast-util-gfm-strikethrough'
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table'
import { gfmTaskListItemFromMarkdown } from 'mdast-util-gfm-task-list-item'
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal'
import { gfmStrikethrough } from 'micromark-extension-gfm-strikethrough'
import { gfmTable } from 'micromark-extension-gfm-table'
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item'

/**
 * HTML is text. `[name]: address` is not shown, so a message could be made of nothing else, and one address could be
 * used any number of times.
 */
const never = ['htmlFlow', 'htmlText', 'definition']

/** Looks back over the whole message at each word. Addresses for mail are found in the finished tree as well. */
const slow = ['emailAutolink']

const chat: Options = {
  extensions: [
    gfmAutolinkLiteral(),
    gfmStrikethrough(),
    gfmTable(),
    gfmTaskListItem(),
    { disable: { null: [...never, ...slow] } },
  ],
  mdastExtensions: [
    gfmAutolinkLiteralFromMarkdown(),
    gfmStrikethroughFromMarkdown(),
    gfmTableFromMarkdown(),
    gfmTaskListItemFromMarkdown(),
  ],
}

/** All that is not a block of code, under the names that the parser has for it. */
const besidesCode = [
  ...never,
  'attention',
  'autolink',
  'blockQuote',
  'characterEscape',
  'characterReference',
  'codeIndented',
  'codeText',
  'hardBreakEscape',
  'headingAtx',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
  'list',
  'setextUnderline',
  'thematicBreak',
]

export const parseChat = (text: string): Root => fromMarkdown(text, chat)

/** Reads blocks of code alone, which takes time with the length of the text and no more. */
export const parseCode = (text: string): Root =>
  fromMarkdown(text, { extensions: [{ disable: { null: besidesCode } }] })
