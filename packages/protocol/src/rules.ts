/** Rules for texts that no pattern can tell, under the names that shapes give them as `format`. */
import Format from 'typebox/format'
import { faultOfEmoji, faultOfEmojiName } from './emoji-rule.ts'
import { faultOfName, faultOfPersonName } from './name-rule.ts'
import { faultOfLine, faultOfLink, faultOfText, faultOfWhole } from './text-rule.ts'

/** What is wrong with a text, in words for whoever typed it; nothing where it is good. */
type Rule = (text: string) => string | undefined

const rules: Readonly<Record<string, Rule>> = {
  'display-name': faultOfName,
  'person-name': faultOfPersonName,
  'visible-text': faultOfText,
  'whole-text': faultOfWhole,
  line: faultOfLine,
  'web-link': faultOfLink,
  emoji: faultOfEmoji,
  'emoji-name': faultOfEmojiName,
}

export const ruleOf = (format: string): Rule | undefined => rules[format]

/** Before the first shape is compiled: typebox passes over formats that it does not know. */
export const knowRules = (): void => {
  for (const [format, rule] of Object.entries(rules)) Format.Set(format, (text) => rule(text) === undefined)
}
