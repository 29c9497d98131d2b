import { t } from '@lingui/core/macro'
import type { Room } from '@parley/client'
import { uuid7 } from '@parley/client'
import { useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { EmojiIcon } from '../icons.tsx'
import { useMayAttach } from '../threads/ruler.ts'
import { useDeed } from '../use-deed.ts'
import { PickEmoji } from './pick-emoji.tsx'
import { PickSticker } from './pick-sticker.tsx'
import { type HeldSticker, useHeldStickers, useNamedEmoji } from './use-bank.ts'

const tabs = { emoji: t`Emoji`, sticker: t`Stickers`, gif: 'GIFs', sound: t`Sounds` } as const
type Tab = keyof typeof tabs

interface BankButtonProps {
  readonly room: Room
  /** The message that is answered. */
  readonly reply: number | undefined
  /** What is to be written: an emoji, or the name of one of a bank. */
  readonly onWrite: (written: string) => void
  /** That something was sent. */
  readonly onSent: () => void
}

/** Beside the field in which one writes: emoji for the text, and what is a message itself. */
export const BankButton = ({ room, reply, onWrite, onSent }: BankButtonProps) => {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  const mayAttach = useMayAttach(room)
  const own = useNamedEmoji()
  const write = (picked: string) => {
    const name = own.find(({ emoji }) => emoji === picked)?.name
    close()
    onWrite(name === undefined ? picked : `:${name}:`)
  }
  const sent = () => {
    close()
    onSent()
  }
  return (
    <>
      <button type="button" className="icon" aria-label={t`Emoji`} onClick={() => setOpen(true)}>
        <EmojiIcon />
      </button>
      {isOpen && (
        <Dialog title={t`Emoji`} onClose={close}>
          {mayAttach ? (
            <Banked room={room} reply={reply} onWrite={write} onSent={sent} />
          ) : (
            <PickEmoji label={t`Write`} onPick={write} />
          )}
        </Dialog>
      )}
    </>
  )
}

/** With what there is to be sent. */
const Banked = ({ room, reply, onWrite, onSent }: BankButtonProps) => {
  const { parley } = useChat()
  const { run, fault } = useDeed()
  const stickers = useHeldStickers()
  const kinds = new Set(stickers.map(({ kind }) => kind))
  const [chosen, setChosen] = useState<Tab>('emoji')
  const there = (Object.keys(tabs) as Tab[]).filter((tab) => tab === 'emoji' || kinds.has(tab))
  const shown = there.includes(chosen) ? chosen : 'emoji'
  const send = ({ sticker, name }: HeldSticker) =>
    run(async () => {
      const answers = reply === undefined ? {} : { reply }
      await parley.call('message.send', { room: room.id, id: uuid7(), text: name, sticker, ...answers })
      onSent()
    })
  return (
    <>
      {there.length > 1 && (
        <div className="bank-tabs" role="tablist" aria-label={t`What to choose from`}>
          {there.map((tab) => (
            <button key={tab} type="button" role="tab" aria-selected={tab === shown} onClick={() => setChosen(tab)}>
              {tabs[tab]}
            </button>
          ))}
        </div>
      )}
      <Fault text={fault} />
      {shown === 'emoji' ? (
        <PickEmoji label={t`Write`} onPick={onWrite} />
      ) : (
        <PickSticker
          key={shown}
          stickers={stickers.filter(({ kind }) => kind === shown)}
          label={tabs[shown]}
          onPick={(sticker) => void send(sticker)}
        />
      )}
    </>
  )
}
