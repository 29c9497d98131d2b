import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { uuid7 } from '@parley/client'
import { useState } from 'react'
import { type Starter, starters } from '../bank/starter-set.ts'
import type { BankHolder } from '../bank/use-bank.ts'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useFiles } from '../files/use-files.ts'
import { useDeed } from '../use-deed.ts'

/** From beside the page. */
const pictureOf = async ({ kind, name }: Starter): Promise<Blob> => {
  const answer = await fetch(new URL(`bank/${kind}-${name}.webp`, document.baseURI))
  if (!answer.ok) throw new Error(`the picture ${name} did not come: ${answer.status}`)
  return answer.blob()
}

/** A beginning for a bank: what of it has no name there yet is uploaded as anything else that one adds. */
export const AddStarters = ({ space }: { readonly space: BankHolder }) => {
  const { parley } = useChat()
  const files = useFiles()
  const emoji = useSelected(space, ({ emojiList }) => emojiList)
  const stickers = useSelected(space, ({ stickers }) => stickers)
  const { run, busy, fault } = useDeed()
  const [added, setAdded] = useState(0)
  const names = { emoji: new Set(emoji.map(({ name }) => name)), sticker: new Set(stickers.map(({ name }) => name)) }
  const missing = starters.filter(({ kind, name }) => !names[kind].has(name))
  if (missing.length === 0 && !busy) return null
  const add = async () => {
    setAdded(0)
    for (const starter of missing) {
      const { kind, name, tags } = starter
      const { file } = await files.put(await pictureOf(starter), `${name}.webp`)
      const given = { space: space.id, name, file, tags: [...tags] }
      if (kind === 'emoji') await parley.call('emoji.set', { ...given, emoji: uuid7() })
      else await parley.call('sticker.set', { ...given, sticker: uuid7() })
      setAdded((count) => count + 1)
    }
  }
  return (
    <section aria-label={t`Starter set`}>
      <p className="hint">
        <Trans>Parley brings emoji and stickers of its own, to begin with.</Trans>
      </p>
      <Fault text={fault} />
      <button type="button" disabled={busy} onClick={() => void run(add)}>
        {busy ? t`Added ${added}…` : t`Add the starter set (${missing.length})`}
      </button>
    </section>
  )
}
